-- What Microsoft Teams asks of a gateway. A service that is renamed keeps its rules; an
-- operator who needs others changes or disables these.
INSERT INTO acg.header_rule (service_id, direction, message, method, action, name, value, reference)
SELECT s.service_id, 'to_cloud', r.message, r.method, r.action, r.name, r.value, 'default'
  FROM acg.service s
 CROSS JOIN (VALUES
   -- without REFER Teams makes its transfers itself, then NOTIFY must be there
   ('both', 'INVITE', 'replace', 'Allow', 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, NOTIFY'),
   ('both', NULL,     'replace', 'X-MS-SBC', 'ACG/Kamailio/1.0')
 ) AS r (message, method, action, name, value)
 WHERE s.name IN ('operator_connect', 'phone_mobile', 'direct_routing');
