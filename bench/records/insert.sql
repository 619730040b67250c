-- One record, as a small batch of the shipper would store it.
insert into acg.cdr (started_at, record_id, node, direction, ended_at, code, end_reason, ring_ms, talk_ms, number_tag, other_tag, call_id_tag, sealed)
values (now(), gen_random_uuid(), 'bench', 'to_cloud', now(), 200, 'bye', 1, 1, decode(md5(random()::text), 'hex'),
  decode(md5(random()::text), 'hex'), decode(md5(random()::text), 'hex'), decode(repeat(md5('x'), 6), 'hex'));
