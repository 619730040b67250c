INSERT INTO acg.service (name, description, custom_header, customer_name) VALUES
  ('operator_connect', 'Microsoft Teams Operator Connect', true,  false),
  ('phone_mobile',     'Microsoft Teams Phone Mobile',     false, false),
  ('direct_routing',   'Microsoft Teams Direct Routing',   true,  true),
  ('zoom',             'Zoom Phone Cloud Peering',         true,  false);
