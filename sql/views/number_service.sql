CREATE VIEW acg.number_service WITH (security_invoker = true) AS
SELECT n.number,
       a.name AS account,
       s.name AS service,
       CASE WHEN s.custom_header THEN chosen.header_value END AS header_value,
       n.enabled AND a.enabled AND chosen.enabled AND s.enabled AS enabled
  FROM acg.number n
  JOIN acg.account a USING (account_id)
  CROSS JOIN LATERAL (
    SELECT c.service_id, c.header_value, c.enabled
      FROM (SELECT 0 AS precedence, n.service_id, n.header_value, true AS enabled
            UNION ALL
            SELECT x.precedence, x.service_id, x.header_value, x.enabled
              FROM acg.number_alternative x WHERE x.number = n.number) AS c
      JOIN acg.service v USING (service_id)
     ORDER BY NOT (c.enabled AND v.enabled), c.precedence
     LIMIT 1) AS chosen
  JOIN acg.service s ON s.service_id = chosen.service_id;

COMMENT ON VIEW acg.number_service IS
  'What each number does, in names: its service is the first, by precedence, that is switched on';
COMMENT ON COLUMN acg.number_service.number IS
  'Canonical number';
COMMENT ON COLUMN acg.number_service.account IS
  'Name of the account that owns it';
COMMENT ON COLUMN acg.number_service.service IS
  'Name of the service in effect';
COMMENT ON COLUMN acg.number_service.header_value IS
  'Value the operator receives; NULL when none is set or the service carries no custom header';
COMMENT ON COLUMN acg.number_service.enabled IS
  'Whether calls are served: number, account and service are all enabled';
