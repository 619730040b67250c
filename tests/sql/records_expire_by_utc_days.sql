-- 30 days are 720 hours: time zones, changing clocks and date styles of the
-- session make no difference, nor do year end and 29 February.
\ir lib/tap.psql
BEGIN;
SELECT plan(18);
\ir lib/partitions.psql

CREATE TEMP TABLE scene (zone text, style text, day date, why text);
INSERT INTO scene VALUES
  ('America/Los_Angeles', 'SQL, DMY', '2015-02-20', 'clocks go forward on 8 March'),
  ('Europe/Berlin',       'German',   '2015-03-10', 'clocks go forward on 29 March'),
  ('Europe/Berlin',       'SQL, MDY', '2015-10-10', 'clocks go back on 25 October'),
  ('America/Los_Angeles', 'Postgres', '2015-10-20', 'clocks go back on 1 November'),
  ('Pacific/Kiritimati',  'ISO, DMY', '2015-12-15', 'over year end'),
  ('Europe/Berlin',       'ISO, MDY', '2016-02-10', 'over 29 February');

CREATE FUNCTION pg_temp.expired_from(p scene, p_after interval) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := p.day::timestamp AT TIME ZONE 'UTC' + p_after;
  v_gone int;
BEGIN
  PERFORM set_config('TimeZone', p.zone, true), set_config('DateStyle', p.style, true);
  SELECT count(*) INTO v_gone FROM acg.expire_cdr(v_now);
  PERFORM set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true);
  RETURN v_gone;
END
$$;

SET LOCAL TimeZone = 'UTC';
SELECT is(acg.make_cdr_partitions(day::timestamptz, 0), 3, format('%s, %s, from %s: made', day, why, zone))
    || E'\n' || is(pg_temp.expired_from(scene, interval '719:59:59.999999'), 0, 'stays until 720 hours are over')
    || E'\n' || is(pg_temp.expired_from(scene, interval '720:00:00'), 3, 'goes when they are')
  FROM scene;

SELECT * FROM finish();
ROLLBACK;
