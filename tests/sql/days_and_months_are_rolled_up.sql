-- Days and months are stored once their days are over, and made anew when a late call
-- comes; the views add to them what is not rolled up yet, whatever has been when.
\ir lib/tap.psql
BEGIN;
SELECT plan(15);
DELETE FROM acg.call_count;
DELETE FROM acg.call_count_by_day;
DELETE FROM acg.call_count_by_month;
DELETE FROM acg.roll_up_due;
SET LOCAL TimeZone = 'America/New_York';

CREATE FUNCTION pg_temp.count_calls(p_hour timestamptz, p_calls int, p_result text DEFAULT 'answered', p_node text DEFAULT 'n1')
RETURNS void LANGUAGE sql AS $$
  SELECT acg.count_calls(json_build_array(json_build_object('hour', extract(epoch FROM p_hour)::bigint / 3600,
    'service', 'zoom', 'account', 'acme', 'direction', 'to_cloud', 'peer', 'c1', 'result', p_result,
    'calls', p_calls, 'setup_ms', 100 * p_calls, 'setup_bins', array[p_calls, 0], 'talk_ms', 60000 * p_calls,
    'talk_bins', array[0, p_calls], 'mos_calls', 0, 'mos_hundredths', 0, 'mos_bins', array[0])), p_node)
$$;
CREATE FUNCTION pg_temp.days() RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(to_char(at AT TIME ZONE 'UTC', 'MM-DD HH24') || ' ' || calls, ', ' ORDER BY at) FROM acg.calls_by_day $$;
CREATE FUNCTION pg_temp.months() RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24') || ' ' || calls, ', ' ORDER BY at) FROM acg.calls_by_month $$;

-- 29 February, the last hour of a month and of a UTC day, a month's first hour.
SELECT pg_temp.count_calls('2016-02-29 00:00Z', 10) \g /dev/null
SELECT pg_temp.count_calls('2016-02-29 23:00Z', 20, 'answered', 'n2') \g /dev/null
SELECT pg_temp.count_calls('2016-03-01 00:00Z', 30) \g /dev/null
SELECT is(pg_temp.days(), '02-29 00 30, 03-01 00 30', 'days that are not rolled up are shown');
SELECT is(pg_temp.months(), '2016-02-01 00 30, 2016-03-01 00 30', 'and their months');
SELECT is(acg.roll_up_calls('2016-03-01 12:00Z'), 1, 'one day is over');
SELECT results_eq('SELECT day, calls, setup_ms, setup_bins, talk_bins FROM acg.call_count_by_day',
  $$VALUES (timestamptz '2016-02-29 00:00Z', 30::bigint, 3000::bigint, '{30,0}'::bigint[], '{0,30}'::bigint[])$$,
  'it is stored, over nodes and hours');
SELECT results_eq('SELECT month, calls FROM acg.call_count_by_month', $$VALUES (timestamptz '2016-02-01 00:00Z', 30::bigint)$$,
  'so is its month');
SELECT is(pg_temp.days(), '02-29 00 30, 03-01 00 30', 'the days are the same');
SELECT is(pg_temp.months(), '2016-02-01 00 30, 2016-03-01 00 30', 'the months, too');
SELECT is(acg.roll_up_calls('2016-03-01 12:00Z'), 0, 'a second run has nothing to do');
INSERT INTO acg.roll_up_due VALUES ('2016-02-29 00:00Z', 'n1');
SELECT is(acg.roll_up_calls('2016-03-01 12:00Z'), 1, 'a day can be rolled up again');
SELECT is(pg_temp.days() || ' ' || pg_temp.months(), '02-29 00 30, 03-01 00 30 2016-02-01 00 30, 2016-03-01 00 30', 'with the same outcome');

SELECT pg_temp.count_calls('2016-02-29 05:00Z', 7) \g /dev/null
SELECT is(pg_temp.months(), '2016-02-01 00 37, 2016-03-01 00 30', 'late calls are shown before they are rolled up');
SELECT acg.roll_up_calls('2016-04-01 00:00Z') \g /dev/null
SELECT is(pg_temp.days() || ' ' || pg_temp.months(), '02-29 00 37, 03-01 00 30 2016-02-01 00 37, 2016-03-01 00 30', 'and after it');
SELECT is_empty('SELECT FROM acg.roll_up_due', 'nothing is due');

DELETE FROM acg.call_count;
SELECT is(pg_temp.days() || ' ' || pg_temp.months(), '02-29 00 37, 03-01 00 30 2016-02-01 00 37, 2016-03-01 00 30',
  'what is stored needs no hours any more');
SELECT throws_ok($$INSERT INTO acg.roll_up_due VALUES ('2016-02-29 01:00Z', 'n1')$$, '23514', NULL, 'a day begins at midnight UTC');
SELECT * FROM finish();
ROLLBACK;
