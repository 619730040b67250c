-- sql/install.sql on a database that has the schema: an error that says what to
-- do, and nothing changed.
\ir lib/tap.psql
SELECT count(*) AS versions FROM acg.schema_version \gset

\warn '# The error below is the refusal this test asks for.'
\set VERBOSITY terse
\set ON_ERROR_STOP off
\ir ../../sql/install.sql
\set refusal :LAST_ERROR_MESSAGE
\set sqlstate :LAST_ERROR_SQLSTATE
ROLLBACK;
\set ON_ERROR_STOP on

BEGIN;
SELECT plan(3);
SELECT is(:'sqlstate'::text, '42P06', 'refused as a duplicate schema');
SELECT is(:'refusal'::text, format('schema acg is already installed in database %s, nothing was changed', current_database()),
  'in words that say so');
SELECT results_eq('SELECT count(*) FROM acg.schema_version', ARRAY[:versions::bigint], 'nothing was changed');
SELECT * FROM finish();
ROLLBACK;
