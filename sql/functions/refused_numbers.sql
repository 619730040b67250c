CREATE FUNCTION acg.refused_numbers(p_account text, p_batch text)
RETURNS TABLE ("row" bigint, number text, "column" text, value text, rule text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH staged AS (
    SELECT s.*, count(*) OVER (PARTITION BY s.number) AS times
      FROM acg.staged_number s WHERE s.batch = p_batch)
  SELECT s.row, s.number, f."column", f.value, f.rule
    FROM staged s
    LEFT JOIN acg.number n ON n.number = s.number
    LEFT JOIN acg.account owner ON owner.account_id = n.account_id
    CROSS JOIN LATERAL (VALUES
      ('number', s.number, 'is + and 2 to 15 digits, the first not 0',
        s.number IS NULL OR s.number !~ '^\+[1-9][0-9]{1,14}$'),
      ('number', s.number, 'occurs once in the batch',
        s.times > 1),
      ('number', s.number, 'belongs to no other account (it is of ' || owner.name || ')',
        owner.name <> p_account),
      ('service', s.service, 'is the name of a service in acg.service',
        NOT EXISTS (SELECT FROM acg.service v WHERE v.name = s.service)),
      ('header_value', s.header_value, 'is 1 to 100 of A-Z a-z 0-9 _ -, or nothing',
        s.header_value !~ '^[A-Za-z0-9_-]{1,100}$'),
      ('enabled', s.enabled, 'is true or false',
        s.enabled NOT IN ('true', 'false', 't', 'f'))
    ) AS f ("column", value, rule, broken)
   WHERE f.broken
   ORDER BY s.row, f."column", f.rule
$$;

COMMENT ON FUNCTION acg.refused_numbers(text, text) IS
  'Every rule that a staged row breaks: the row, the column, its value, and the rule';
