GRANT USAGE ON SCHEMA acg TO acg_diagnostics;

-- Records only under a grant, and only what is in clear: the rest is sealed.
GRANT EXECUTE ON FUNCTION
  acg.open_access(text, text, bytea),
  acg.read_records(bigint, bytea[], timestamptz, timestamptz, int)
TO acg_diagnostics;
