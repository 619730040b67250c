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
\ir domains/header_name.sql
\ir domains/header_template.sql
\ir domains/peer_name.sql

\ir tables/schema_version.sql
\ir tables/account.sql
\ir tables/service.sql
\ir tables/deployment.sql
\ir tables/blocked_number.sql

\ir functions/number_key.sql

\ir tables/number.sql
\ir tables/header_rule.sql
\ir tables/number_plan.sql
\ir tables/identity_policy.sql
\ir tables/number_alternative.sql
\ir tables/number_range.sql
\ir tables/staged_number.sql
\ir tables/change.sql
\ir tables/epoch.sql
\ir tables/cdr.sql
\ir tables/cdr_refused.sql
\ir tables/cdr_open.sql
\ir tables/call_count.sql
\ir tables/call_count_by_day.sql
\ir tables/call_count_by_month.sql
\ir tables/roll_up_due.sql
\ir tables/access_grant.sql
\ir tables/access_log.sql
\ir tables/retention_state.sql
\ir tables/journal_position.sql

\ir functions/are_certificate_names.sql
\ir functions/are_rpc_commands.sql
\ir tables/peer.sql
\ir functions/check_peer_names.sql
\ir functions/announce_peers.sql
\ir triggers/peer.sql
\ir functions/is_host.sql
\ir tables/destination.sql
\ir tables/route.sql
\ir triggers/route.sql

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
\ir functions/check_retention_days.sql
\ir functions/make_cdr_partition_for.sql
\ir functions/orphaned_cdr_tables.sql
\ir functions/check_clock.sql
\ir functions/accept_clock.sql
\ir functions/expire_cdr.sql
\ir functions/note_retention_run.sql
\ir functions/retention_proof.sql
\ir functions/add_bins.sql
\ir functions/count_calls.sql
\ir functions/merge_small_groups.sql
\ir functions/roll_up_calls.sql
\ir functions/merged_calls.sql
\ir functions/match_open_calls.sql
\ir functions/close_open_calls.sql
\ir functions/grant_access.sql
\ir functions/revoke_access.sql
\ir functions/open_access.sql
\ir functions/check_access.sql
\ir functions/read_records.sql
\ir functions/erase_records.sql

\ir views/number_service.sql
\ir views/calls_by_hour.sql
\ir views/calls_by_day.sql
\ir views/calls_by_month.sql
\ir views/number_conflict.sql
\ir views/account_count.sql

\ir grants/acg_provisioner.sql
\ir grants/acg_reader.sql
\ir grants/acg_gateway.sql
\ir grants/acg_diagnostics.sql

\ir seeds/service.sql
\ir seeds/service_behaviour.sql
\ir seeds/deployment.sql
\ir seeds/signalling.sql
\ir seeds/header_rule.sql
\ir seeds/retention_state.sql
\ir seeds/change.sql
\ir seeds/schema_version.sql

COMMIT;
