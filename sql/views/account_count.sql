CREATE VIEW acg.account_count WITH (security_invoker = true) AS
SELECT a.name AS account,
       a.enabled,
       (SELECT count(*) FROM acg.number n WHERE n.account_id = a.account_id) AS numbers,
       (SELECT count(*) FROM acg.number n WHERE n.account_id = a.account_id AND n.enabled) AS enabled_numbers,
       (SELECT count(*) FROM acg.number_range r WHERE r.account_id = a.account_id) AS ranges
  FROM acg.account a;

COMMENT ON VIEW acg.account_count IS
  'How many numbers and ranges each account has';
COMMENT ON COLUMN acg.account_count.account IS
  'Name of the account';
COMMENT ON COLUMN acg.account_count.enabled IS
  'Whether the account is switched on';
COMMENT ON COLUMN acg.account_count.numbers IS
  'Its rows in acg.number';
COMMENT ON COLUMN acg.account_count.enabled_numbers IS
  'Those of them that are enabled';
COMMENT ON COLUMN acg.account_count.ranges IS
  'Its rows in acg.number_range';
