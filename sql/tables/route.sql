-- Of the rows that fit a call the most specific ones count: those of its account and
-- service, else of its account, else of its service, else those of neither. An emergency
-- call has those of emergency calls first, and after them the ones of all calls.
CREATE TABLE acg.route (
  route_id       int     GENERATED ALWAYS AS IDENTITY,
  destination_id int     NOT NULL,
  service_id     int,
  account_id     int,
  priority       int     NOT NULL DEFAULT 1,
  weight         int     NOT NULL DEFAULT 1,
  emergency      boolean NOT NULL DEFAULT false,
  reference      text,

  CONSTRAINT route_pkey PRIMARY KEY (route_id),
  CONSTRAINT destination_id_is_an_existing_destination
    FOREIGN KEY (destination_id) REFERENCES acg.destination (destination_id) ON DELETE CASCADE,
  CONSTRAINT service_id_is_an_existing_service
    FOREIGN KEY (service_id) REFERENCES acg.service (service_id) ON DELETE CASCADE,
  CONSTRAINT account_id_is_an_existing_account
    FOREIGN KEY (account_id) REFERENCES acg.account (account_id) ON DELETE CASCADE,
  CONSTRAINT priority_is_1_to_1000
    CHECK (priority BETWEEN 1 AND 1000),
  CONSTRAINT weight_is_1_to_1000
    CHECK (weight BETWEEN 1 AND 1000),
  CONSTRAINT route_is_there_once
    UNIQUE NULLS NOT DISTINCT (destination_id, service_id, account_id, emergency)
);

-- Deleting an account or service looks for its routes here.
CREATE INDEX route_account_id_idx ON acg.route (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX route_service_id_idx ON acg.route (service_id) WHERE service_id IS NOT NULL;

COMMENT ON TABLE acg.route IS
  'Which destinations serve which calls, in which order. The most specific rows that fit a call and its side count: account and service, account, service, neither';
COMMENT ON COLUMN acg.route.route_id IS
  'Made by the database';
COMMENT ON COLUMN acg.route.destination_id IS
  'Where the calls go';
COMMENT ON COLUMN acg.route.service_id IS
  'For calls of this service; NULL for all';
COMMENT ON COLUMN acg.route.account_id IS
  'For calls of this account; NULL for all';
COMMENT ON COLUMN acg.route.priority IS
  '1 first; the others only when what comes before is down or has failed. Destinations of the node''s own region come before all others';
COMMENT ON COLUMN acg.route.weight IS
  'Share of the calls among destinations of the same priority';
COMMENT ON COLUMN acg.route.emergency IS
  'true: for emergency calls alone, which go there before they go where other calls go';
COMMENT ON COLUMN acg.route.reference IS
  'The operator''s own identifier of this route; the gateway does not use it';
COMMENT ON INDEX acg.route_account_id_idx IS
  'Routes of an account';
COMMENT ON INDEX acg.route_service_id_idx IS
  'Routes of a service';
