INSERT INTO acg.epoch DEFAULT VALUES;
-- The log is never empty: the newest change is never removed.
SELECT acg.log_change('INSERT', 'all', '{0}') \g /dev/null
