CREATE VIEW acg.number_service WITH (security_invoker = true) AS
SELECT n.number,
       a.name AS account,
       s.name AS service,
       CASE WHEN s.custom_header THEN n.header_value END AS header_value,
       n.enabled AND a.enabled AND s.enabled AS enabled
  FROM acg.number n
  JOIN acg.account a USING (account_id)
  JOIN acg.service s USING (service_id);

COMMENT ON VIEW acg.number_service IS
  'What each number does, in names';
COMMENT ON COLUMN acg.number_service.number IS
  'Canonical number';
COMMENT ON COLUMN acg.number_service.account IS
  'Name of the account that owns it';
COMMENT ON COLUMN acg.number_service.service IS
  'Name of the service it belongs to';
COMMENT ON COLUMN acg.number_service.header_value IS
  'Value the operator receives; NULL when none is set or the service carries no custom header';
COMMENT ON COLUMN acg.number_service.enabled IS
  'Whether calls are served: number, account and service are all enabled';
