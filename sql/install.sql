-- Installs schema acg into the connected database, as a superuser:
--
--   psql -v ON_ERROR_STOP=1 -d DATABASE -f sql/install.sql
--
-- One transaction: either everything is there afterwards or nothing is.
-- A second run is refused. Roles are shared by all databases of a cluster
-- and may exist already.

\set ON_ERROR_STOP on

BEGIN;

SET LOCAL TimeZone = 'UTC';
SET LOCAL client_min_messages = warning;

\ir preconditions.sql

\ir roles/acg_admin.sql
\ir roles/acg_provisioner.sql
\ir roles/acg_reader.sql
\ir roles/acg_gateway.sql
\ir roles/acg_diagnostics.sql

\ir schema.sql

-- From here on acg_admin acts, so it owns what is made.
SET LOCAL ROLE acg_admin;

\ir domains/e164.sql
\ir domains/header_value.sql

\ir tables/schema_version.sql
\ir tables/account.sql
\ir tables/service.sql

\ir functions/number_key.sql

\ir tables/number.sql
\ir tables/number_alternative.sql
\ir tables/number_range.sql
\ir tables/staged_number.sql
\ir tables/change.sql
\ir tables/epoch.sql
\ir tables/cdr.sql
\ir tables/cdr_refused.sql
\ir tables/journal_position.sql

\ir functions/check_instant.sql
\ir functions/log_change.sql
\ir functions/log_numbers.sql
\ir functions/log_accounts.sql
\ir functions/log_statement.sql
\ir functions/changes_since.sql
\ir functions/expire_changes.sql
\ir functions/begin_epoch.sql
\ir functions/refused_numbers.sql
\ir functions/put_numbers.sql
\ir functions/cdr_tables.sql
\ir functions/cdr_partitions.sql
\ir functions/make_day_partition.sql
\ir functions/make_cdr_partitions.sql
\ir functions/make_cdr_partition_for.sql
\ir functions/expire_cdr.sql

\ir views/number_service.sql
\ir views/number_conflict.sql
\ir views/account_count.sql

\ir grants/acg_provisioner.sql
\ir grants/acg_reader.sql
\ir grants/acg_gateway.sql
\ir grants/acg_diagnostics.sql

\ir seeds/service.sql
\ir seeds/change.sql
\ir seeds/schema_version.sql

COMMIT;
