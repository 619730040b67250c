-- No foreign keys and no default partition: nothing may ever stand in the way
-- of dropping a day or of making the next one. What tells of a person is in
-- sealed, encrypted by the gateway under a key that ends with the day.
CREATE TABLE acg.cdr (
  started_at     timestamptz NOT NULL,
  record_id      uuid        NOT NULL,
  answered_at    timestamptz,
  ended_at       timestamptz,
  code           smallint    NOT NULL,
  code_from      text,
  end_reason     text        NOT NULL,
  ring_ms        bigint      NOT NULL,
  talk_ms        bigint,
  emergency      boolean     NOT NULL DEFAULT false,
  cancel_crossed boolean     NOT NULL DEFAULT false,
  node           text        NOT NULL,
  correlation    text,
  direction      text        NOT NULL,
  account        text,
  service        text,
  peer           text,
  peers_tried    text,
  inbound_tls    text,
  outbound_tls   text,
  inbound_media  text,
  outbound_media text,
  codec          text,
  mos            numeric,
  jitter_ms      numeric,
  loss_percent   numeric,
  packets        numeric,
  number_tag     bytea,
  other_tag      bytea,
  call_id_tag    bytea,
  sealed         bytea       NOT NULL,

  CONSTRAINT cdr_is_recorded_once PRIMARY KEY (started_at, record_id),
  CONSTRAINT direction_is_to_cloud_or_to_operator_or_unknown
    CHECK (direction IN ('to_cloud', 'to_operator', 'unknown')),
  CONSTRAINT code_is_a_sip_status_100_to_699
    CHECK (code BETWEEN 100 AND 699),
  CONSTRAINT code_from_is_far_end_or_gateway
    CHECK (code_from IN ('far_end', 'gateway')),
  CONSTRAINT end_reason_is_one_of_those_there_are
    CHECK (end_reason IN ('bye', 'failed', 'cancelled', 'expired', 'lost', 'forked_loser', 'transferred')),
  CONSTRAINT only_a_lost_call_has_no_end
    CHECK ((end_reason = 'lost') = (ended_at IS NULL)
           AND (end_reason = 'lost') = (talk_ms IS NULL)),
  CONSTRAINT ring_ms_is_not_negative CHECK (ring_ms >= 0),
  CONSTRAINT talk_ms_is_not_negative CHECK (talk_ms >= 0),
  CONSTRAINT tags_have_16_bytes
    CHECK (octet_length(number_tag) = 16 AND octet_length(other_tag) = 16
           AND octet_length(call_id_tag) = 16)
) PARTITION BY RANGE (started_at);

CREATE INDEX cdr_number_tag_idx ON acg.cdr (number_tag) WHERE number_tag IS NOT NULL;
CREATE INDEX cdr_other_tag_idx ON acg.cdr (other_tag) WHERE other_tag IS NOT NULL;
CREATE INDEX cdr_call_id_tag_idx ON acg.cdr (call_id_tag) WHERE call_id_tag IS NOT NULL;

COMMENT ON TABLE acg.cdr IS
  'Call records, one per finished or failed call attempt, in one partition per UTC day; gone within 30 days';
COMMENT ON COLUMN acg.cdr.started_at IS
  'When the INVITE was received';
COMMENT ON COLUMN acg.cdr.record_id IS
  'Made by the node that wrote the record, so that writing it twice stores it once';
COMMENT ON COLUMN acg.cdr.answered_at IS
  'When the call was answered; NULL when it was not';
COMMENT ON COLUMN acg.cdr.ended_at IS
  'When the call ended or failed; NULL when nobody knows, because the gateway was cut off';
COMMENT ON COLUMN acg.cdr.code IS
  'Final SIP status code of the INVITE, 100 to 699';
COMMENT ON COLUMN acg.cdr.code_from IS
  'Who made that response: far_end, or the gateway itself; NULL when not known';
COMMENT ON COLUMN acg.cdr.end_reason IS
  'How the call ended: bye, failed, cancelled, expired when no BYE came, lost when the gateway was cut off in the call, forked_loser when another fork had answered before, or transferred when another call had taken its place before its BYE';
COMMENT ON COLUMN acg.cdr.ring_ms IS
  'Milliseconds from INVITE to answer or end, by a clock that never jumps';
COMMENT ON COLUMN acg.cdr.talk_ms IS
  'Milliseconds from answer to end, by a clock that never jumps; 0 when not answered, NULL when the end is not known';
COMMENT ON COLUMN acg.cdr.emergency IS
  'Whether the routing script took it for an emergency call';
COMMENT ON COLUMN acg.cdr.cancel_crossed IS
  'Whether the caller cancelled and the answer came all the same';
COMMENT ON COLUMN acg.cdr.node IS
  'The gateway node that handled the call';
COMMENT ON COLUMN acg.cdr.correlation IS
  'The same in all records of one call, such as the legs of a spiral or a call and the one that replaced it; record_id where nothing else was given';
COMMENT ON COLUMN acg.cdr.direction IS
  'to_cloud, to_operator, or unknown when the call was refused before that was known';
COMMENT ON COLUMN acg.cdr.account IS
  'Name of the account of the number at the time of the call; NULL when not found';
COMMENT ON COLUMN acg.cdr.service IS
  'Name of the service of the number at the time of the call; NULL when not found';
COMMENT ON COLUMN acg.cdr.peer IS
  'The peer the call went out to last; NULL when it went nowhere';
COMMENT ON COLUMN acg.cdr.peers_tried IS
  'The peers that were tried with what each answered, such as cloud1 503, cloud2 200';
COMMENT ON COLUMN acg.cdr.inbound_tls IS
  'TLS version and suite of the leg the INVITE came in on, such as TLSv1.3 TLS_AES_256_GCM_SHA384';
COMMENT ON COLUMN acg.cdr.outbound_tls IS
  'TLS version and suite of the leg the INVITE went out on';
COMMENT ON COLUMN acg.cdr.inbound_media IS
  'SRTP and its suite, or RTP, on the leg the INVITE came in on';
COMMENT ON COLUMN acg.cdr.outbound_media IS
  'SRTP and its suite, or RTP, on the leg the INVITE went out on';
COMMENT ON COLUMN acg.cdr.codec IS
  'The codec that was agreed; NULL when not known';
COMMENT ON COLUMN acg.cdr.mos IS
  'Mean opinion score of the call, 1 to 5, as rtpengine estimates it; NULL when it did not';
COMMENT ON COLUMN acg.cdr.jitter_ms IS
  'Mean jitter in milliseconds, as reported to rtpengine; NULL when nobody reported';
COMMENT ON COLUMN acg.cdr.loss_percent IS
  'Mean share of packets that were lost, in percent, likewise';
COMMENT ON COLUMN acg.cdr.packets IS
  'Media packets that rtpengine relayed; NULL when not known';
COMMENT ON COLUMN acg.cdr.number_tag IS
  'Keyed hash of the canonical number that was looked up, under the index key of the day';
COMMENT ON COLUMN acg.cdr.other_tag IS
  'Keyed hash of the number at the other end, likewise';
COMMENT ON COLUMN acg.cdr.call_id_tag IS
  'Keyed hash of the Call-ID, likewise';
COMMENT ON COLUMN acg.cdr.sealed IS
  'Numbers, Call-ID, tags, addresses and reason, AES-256-GCM under the key of the day; only a gateway reads it, see acg_retention.find';
COMMENT ON INDEX acg.cdr_number_tag_idx IS 'Calls of a number';
COMMENT ON INDEX acg.cdr_other_tag_idx IS 'Calls with a number at the other end';
COMMENT ON INDEX acg.cdr_call_id_tag_idx IS 'The record of a Call-ID';
