-- No foreign keys and no default partition: nothing may ever stand in the way
-- of dropping a day or of making the next one.
CREATE TABLE acg.cdr (
  started_at     timestamptz NOT NULL,
  record_id      uuid        NOT NULL,
  node           text        NOT NULL,
  call_id        text        NOT NULL,
  from_tag       text        NOT NULL,
  to_tag         text,
  direction      text        NOT NULL,
  number         text,
  account        text,
  service        text,
  caller         text,
  callee         text,
  answered_at    timestamptz,
  ended_at       timestamptz NOT NULL,
  code           smallint    NOT NULL,
  reason         text,
  end_reason     text        NOT NULL,
  ring_ms        bigint      NOT NULL,
  talk_ms        bigint      NOT NULL,
  inbound_tls    text,
  outbound_tls   text,
  inbound_media  text,
  outbound_media text,

  CONSTRAINT cdr_is_recorded_once PRIMARY KEY (started_at, record_id),
  CONSTRAINT direction_is_to_cloud_or_to_operator_or_unknown
    CHECK (direction IN ('to_cloud', 'to_operator', 'unknown')),
  CONSTRAINT code_is_a_sip_status_100_to_699
    CHECK (code BETWEEN 100 AND 699),
  CONSTRAINT end_reason_is_bye_or_failed_or_cancelled_or_expired
    CHECK (end_reason IN ('bye', 'failed', 'cancelled', 'expired')),
  CONSTRAINT ring_ms_is_not_negative CHECK (ring_ms >= 0),
  CONSTRAINT talk_ms_is_not_negative CHECK (talk_ms >= 0)
) PARTITION BY RANGE (started_at);

COMMENT ON TABLE acg.cdr IS
  'Call records, one per finished or failed call attempt, in one partition per UTC day; gone within 30 days';
COMMENT ON COLUMN acg.cdr.started_at IS
  'When the INVITE was received';
COMMENT ON COLUMN acg.cdr.record_id IS
  'Made by the node that wrote the record, so that writing it twice stores it once';
COMMENT ON COLUMN acg.cdr.node IS
  'The gateway node that handled the call';
COMMENT ON COLUMN acg.cdr.call_id IS
  'Call-ID of the INVITE';
COMMENT ON COLUMN acg.cdr.from_tag IS
  'Tag of the From header';
COMMENT ON COLUMN acg.cdr.to_tag IS
  'Tag of the To header of the final response; NULL when there was none';
COMMENT ON COLUMN acg.cdr.direction IS
  'to_cloud, to_operator, or unknown when the call was refused before that was known';
COMMENT ON COLUMN acg.cdr.number IS
  'Canonical number the gateway looked up; NULL when the call had none';
COMMENT ON COLUMN acg.cdr.account IS
  'Name of the account of that number at the time of the call; NULL when not found';
COMMENT ON COLUMN acg.cdr.service IS
  'Name of the service of that number at the time of the call; NULL when not found';
COMMENT ON COLUMN acg.cdr.caller IS
  'User part of the calling identity as received';
COMMENT ON COLUMN acg.cdr.callee IS
  'User part of the request URI as received';
COMMENT ON COLUMN acg.cdr.answered_at IS
  'When the call was answered; NULL when it was not';
COMMENT ON COLUMN acg.cdr.ended_at IS
  'When the call ended or failed';
COMMENT ON COLUMN acg.cdr.code IS
  'Final SIP status code of the INVITE, 100 to 699';
COMMENT ON COLUMN acg.cdr.reason IS
  'Reason phrase of that code, or the gateway''s own rule that refused the call';
COMMENT ON COLUMN acg.cdr.end_reason IS
  'How the call ended: bye, failed, cancelled, or expired when no BYE came';
COMMENT ON COLUMN acg.cdr.ring_ms IS
  'Milliseconds from INVITE to answer or end, by a clock that never jumps';
COMMENT ON COLUMN acg.cdr.talk_ms IS
  'Milliseconds from answer to end, by a clock that never jumps; 0 when not answered';
COMMENT ON COLUMN acg.cdr.inbound_tls IS
  'TLS version and suite of the leg the INVITE came in on, such as TLSv1.3 TLS_AES_256_GCM_SHA384';
COMMENT ON COLUMN acg.cdr.outbound_tls IS
  'TLS version and suite of the leg the INVITE went out on';
COMMENT ON COLUMN acg.cdr.inbound_media IS
  'SRTP and its suite, or RTP, on the leg the INVITE came in on';
COMMENT ON COLUMN acg.cdr.outbound_media IS
  'SRTP and its suite, or RTP, on the leg the INVITE went out on';
