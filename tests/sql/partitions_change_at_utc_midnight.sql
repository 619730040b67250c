-- A partition is a UTC day of 24 hours, whatever the session's time zone and
-- date style, also on the days clocks change, at year end and on 29 February.
\ir lib/tap.psql
BEGIN;
SELECT plan(26);
\ir lib/partitions.psql

-- Each day from a session of that zone, just before and just after UTC
-- midnight: neighbours from different zones must neither overlap nor leave a gap.
CREATE TEMP TABLE scene (zone text, style text, day date, why text);
INSERT INTO scene VALUES
  ('America/Los_Angeles', 'SQL, DMY', '2015-03-08', 'clocks go forward in Los Angeles'),
  ('Europe/Berlin',       'German',   '2015-03-09', 'the day after, from Berlin'),
  ('America/Los_Angeles', 'ISO, MDY', '2015-03-28', 'the day before, from Los Angeles'),
  ('Europe/Berlin',       'SQL, MDY', '2015-03-29', 'clocks go forward in Berlin'),
  ('Europe/Berlin',       'ISO, DMY', '2015-10-25', 'clocks go back in Berlin'),
  ('America/Los_Angeles', 'Postgres', '2015-10-26', 'the day after, from Los Angeles'),
  ('Pacific/Kiritimati',  'ISO, DMY', '2015-12-31', 'year end'),
  ('America/Los_Angeles', 'SQL, DMY', '2016-01-01', 'new year'),
  ('Europe/Berlin',       'ISO, DMY', '2016-02-28', 'the day before 29 February'),
  ('Europe/Berlin',       'German',   '2016-02-29', '29 February'),
  ('America/Los_Angeles', 'ISO, DMY', '2016-03-01', 'the day after 29 February'),
  ('UTC',                 'ISO, DMY', '2015-02-28', 'no 29 February');

CREATE FUNCTION pg_temp.made_from(p scene) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  v_made int;
BEGIN
  PERFORM set_config('TimeZone', p.zone, true), set_config('DateStyle', p.style, true);
  v_made := acg.make_cdr_partitions(p.day::timestamp AT TIME ZONE 'UTC', 0)
          + acg.make_cdr_partitions((p.day + 1)::timestamp AT TIME ZONE 'UTC' - interval '1 us', 0);
  PERFORM set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, MDY', true);
  RETURN v_made;
END
$$;

SELECT is(pg_temp.made_from(scene), 3, format('%s %s: one partition per table', day, why)) FROM scene;

SELECT results_eq(
         format('SELECT first_instant, end_instant FROM acg.cdr_partitions() WHERE partition = %L::regclass',
                'acg.cdr_' || to_char(day, 'YYYYMMDD')),
         format('VALUES (timestamptz %L, timestamptz %L)', day || ' 00:00Z', day + 1 || ' 00:00Z'),
         format('%s %s: from UTC midnight to UTC midnight', day, why))
  FROM scene;

-- IST means Kolkata, Dublin or Jerusalem.
SET LOCAL TimeZone = 'Asia/Kolkata';
SET LOCAL DateStyle = 'SQL, DMY';
SELECT results_eq(
  $$SELECT first_instant FROM acg.cdr_partitions() WHERE partition = 'acg.cdr_20151231'::regclass$$,
  ARRAY[timestamptz '31/12/2015 00:00Z'],
  'bounds read back right where the zone has an ambiguous name');

SET LOCAL DateStyle = 'German';
SELECT acg.make_cdr_partitions('31.05.2015 12:00Z', 0) \g /dev/null
SELECT is(obj_description('acg.cdr_20150531'::regclass, 'pg_class'),
  'The UTC day 2015-05-31 of acg.cdr; expires 2015-06-30 00:00:00+00',
  'and the partition says so in its comment, in any date style');

SELECT * FROM finish();
ROLLBACK;
