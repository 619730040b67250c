-- A row for each node, so that nodes that count calls of one day do not wait for each
-- other. Whoever counts locks the row first, whoever rolls up deletes it first: so no
-- call is counted between the two and left out.
CREATE TABLE acg.roll_up_due (
  day  timestamptz NOT NULL,
  node text        NOT NULL,

  CONSTRAINT roll_up_is_due_once_per_day_and_node PRIMARY KEY (day, node),
  CONSTRAINT day_is_full_in_utc CHECK (date_trunc('day', day, 'UTC') = day)
);

COMMENT ON TABLE acg.roll_up_due IS
  'UTC days whose calls were counted since acg.roll_up_calls() has last made acg.call_count_by_day of them; today is always one of them';
COMMENT ON COLUMN acg.roll_up_due.day IS
  'First instant of the day, UTC';
COMMENT ON COLUMN acg.roll_up_due.node IS
  'The node that has counted';
