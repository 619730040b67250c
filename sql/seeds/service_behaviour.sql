-- How the four services behave, as what Azure Communications Gateway did: unprovisioned
-- numbers go to Microsoft, fixed-line ones to Operator Connect and mobile ones to Phone
-- Mobile; Microsoft understands no hold but inactive.
UPDATE acg.service s
   SET unprovisioned = b.unprovisioned, unknown_caller = b.unknown_caller, hold = b.hold
  FROM (VALUES
    ('operator_connect', 'fixed_line', 'allowed',     'inactive'),
    ('phone_mobile',     'mobile',     'allowed',     'inactive'),
    ('direct_routing',   'none',       'refused_403', 'inactive'),
    ('zoom',             'none',       'refused_404', 'as_is')
  ) AS b (name, unprovisioned, unknown_caller, hold)
 WHERE s.name = b.name;
