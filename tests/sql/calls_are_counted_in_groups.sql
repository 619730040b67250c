-- acg.count_calls adds up; readers see no group of fewer than five calls, and and the
-- days that are over lose them for good.
\ir lib/tap.psql
BEGIN;
SELECT plan(13);
DELETE FROM acg.call_count;
DELETE FROM acg.roll_up_due;
CREATE FUNCTION pg_temp.count_call(p_account text, p_calls int, p_result text, p_hour timestamptz, p_node text DEFAULT 'n1')
RETURNS void LANGUAGE sql AS $$
  SELECT acg.count_calls(json_build_array(json_build_object('hour', extract(epoch FROM p_hour)::bigint / 3600,
    'service', 'zoom', 'account', p_account, 'direction', 'to_cloud', 'peer', 'c1', 'result', p_result,
    'calls', p_calls, 'setup_ms', 100 * p_calls, 'setup_bins', array[p_calls, 0], 'talk_ms', 60000 * p_calls,
    'talk_bins', array[0, p_calls], 'mos_calls', p_calls, 'mos_hundredths', 400 * p_calls, 'mos_bins', array[p_calls])), p_node)
$$;

SELECT pg_temp.count_call('acme', 6, 'answered', '2015-06-15 12:00Z') \g /dev/null
SELECT pg_temp.count_call('acme', 4, 'answered', '2015-06-15 12:00Z') \g /dev/null
SELECT pg_temp.count_call('acme', 10, '4xx', '2015-06-15 12:00Z', 'n2') \g /dev/null
SELECT results_eq($$SELECT calls, setup_ms, setup_bins, talk_ms FROM acg.call_count WHERE result = 'answered'$$,
  $$VALUES (10::bigint, 1000::bigint, '{10,0}'::bigint[], 600000::bigint)$$, 'what is counted adds up, bin by bin');
SELECT results_eq(
  $$SELECT at, account, calls, setup_mean_ms, talk_minutes, mos_mean, answer_seizure FROM acg.calls_by_hour WHERE result = 'answered'$$,
  $$VALUES (timestamptz '2015-06-15 12:00Z', 'acme', 10::bigint, 100.0, 10.00, 4.00, 0.5000)$$,
  'a view has the means and the answer-seizure ratio');

SELECT pg_temp.count_call('tiny', 2, 'answered', '2015-06-15 12:00Z') \g /dev/null
SELECT pg_temp.count_call('small', 3, 'answered', '2015-06-15 12:00Z') \g /dev/null
SELECT is_empty($$SELECT * FROM acg.calls_by_hour WHERE account IN ('tiny', 'small')$$, 'groups of few calls are not shown');
SELECT results_eq($$SELECT calls FROM acg.calls_by_hour WHERE account = '(other)'$$, ARRAY[5::bigint], 'they are merged');
SELECT results_eq($$SELECT sum(calls)::int FROM acg.calls_by_hour$$, ARRAY[25], 'none is lost');

SELECT is(acg.roll_up_calls('2015-06-15 23:59Z'), 0, 'the day that is not over is left alone');
SELECT is(acg.roll_up_calls('2015-06-16 00:00Z'), 1, 'a day that is over is rolled up');
SELECT is_empty($$SELECT FROM acg.call_count WHERE account IN ('tiny', 'small')$$, 'its small groups are merged for good');
SELECT results_eq($$SELECT calls, node FROM acg.call_count WHERE account = '(other)'$$, $$VALUES (5::bigint, '')$$, 'under (other)');
SELECT pg_temp.count_call('late', 1, '5xx', '2015-06-15 12:00Z') \g /dev/null
SELECT is(acg.roll_up_calls('2015-06-17 00:00Z'), 1, 'a late call makes the next run do it again');
SELECT results_eq($$SELECT service, account, peer FROM acg.call_count WHERE result = '5xx'$$,
  $$VALUES ('(other)', '(other)', '(other)')$$, 'a call alone in its hour keeps hour, direction and result');
SELECT is(acg.roll_up_calls('2015-06-18 00:00Z'), 0, 'and nothing is left to do');
SELECT results_eq('SELECT at, sum(calls)::int FROM acg.calls_by_month GROUP BY at',
  $$VALUES (timestamptz '2015-06-01 00:00Z', 26)$$, 'months add up');
SELECT * FROM finish();
ROLLBACK;
