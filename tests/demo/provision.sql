-- What the demo provisions, the way an administrator would: rows, written as
-- acg_provisioner. Change a value here and the demo prints the other value.
--
-- The lowest number is called by the operator, the highest calls the operator.

\set account 'contoso'
\set called_number '+493023125010'
\set called_service 'direct_routing'
\set calling_number '+493023125020'
\set calling_service 'operator_connect'
\set header_value 'contoso-berlin_7'

BEGIN;
SET LOCAL ROLE acg_provisioner;

INSERT INTO acg.account (name) VALUES (:'account');

INSERT INTO acg.number (number, account_id, service_id, header_value)
SELECT wanted.number, account.account_id, service.service_id, wanted.header_value
  FROM (VALUES (:'called_number',  :'called_service',  NULL),
               (:'calling_number', :'calling_service', :'header_value'))
         AS wanted (number, service, header_value)
  JOIN acg.account ON account.name = :'account'
  JOIN acg.service ON service.name = wanted.service;

COMMIT;
