GRANT USAGE ON SCHEMA acg TO acg_diagnostics;

GRANT SELECT ON acg.cdr TO acg_diagnostics;
