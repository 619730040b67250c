CREATE VIEW acg.number_conflict WITH (security_invoker = true) AS
SELECT n.number::text AS first, n.number::text AS last, a.name AS account,
       'lies in range ' || r.first || ' to ' || r.last || ' of account ' || b.name AS conflict
  FROM acg.number_range r
  JOIN acg.number n ON n.number BETWEEN r.first AND r.last AND length(n.number) = length(r.first)
                   AND n.account_id <> r.account_id
  JOIN acg.account a ON a.account_id = n.account_id
  JOIN acg.account b ON b.account_id = r.account_id
UNION ALL
SELECT q.first, q.last, a.name,
       'overlaps range ' || r.first || ' to ' || r.last || ' of account ' || b.name
  FROM acg.number_range q
  JOIN acg.number_range r ON r.account_id <> q.account_id
       AND int8range(acg.number_key(r.first), acg.number_key(r.last), '[]')
        && int8range(acg.number_key(q.first), acg.number_key(q.last), '[]')
       AND acg.number_key(r.last) - acg.number_key(r.first)
         > acg.number_key(q.last) - acg.number_key(q.first)
  JOIN acg.account a ON a.account_id = q.account_id
  JOIN acg.account b ON b.account_id = r.account_id
UNION ALL
SELECT n.number, n.number, a.name, 'its alternative names the same service ' || s.name || ' again'
  FROM acg.number_alternative x
  JOIN acg.number n ON n.number = x.number AND n.service_id = x.service_id
  JOIN acg.account a ON a.account_id = n.account_id
  JOIN acg.service s ON s.service_id = n.service_id;

COMMENT ON VIEW acg.number_conflict IS
  'What is allowed but probably a mistake: numbers and ranges inside a larger range of another account, and services named twice';
COMMENT ON COLUMN acg.number_conflict.first IS
  'The number, or the first of the range, that decides';
COMMENT ON COLUMN acg.number_conflict.last IS
  'The same number, or the last of the range';
COMMENT ON COLUMN acg.number_conflict.account IS
  'Name of the account that has it';
COMMENT ON COLUMN acg.number_conflict.conflict IS
  'What it is in conflict with';
