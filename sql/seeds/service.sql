INSERT INTO acg.service (name, description, custom_header) VALUES
  ('operator_connect', 'Microsoft Teams Operator Connect',        true),
  ('phone_mobile',     'Microsoft Teams Phone Mobile',            false),
  ('direct_routing',   'Microsoft Teams Direct Routing',          true),
  ('zoom',             'Zoom Phone Cloud Peering',                true);
