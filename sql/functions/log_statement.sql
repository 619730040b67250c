CREATE FUNCTION acg.log_statement()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM acg.log_change(TG_OP, TG_ARGV[0], '{0}');
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION acg.log_statement() IS
  'Trigger: that something of the kind in its argument changed, for what is read again as a whole';

CREATE TRIGGER log_change AFTER INSERT OR UPDATE OR DELETE ON acg.number_range
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('range');
CREATE TRIGGER log_change AFTER INSERT OR UPDATE OR DELETE ON acg.service
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('service');
CREATE TRIGGER log_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON acg.header_rule
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('signalling');
CREATE TRIGGER log_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON acg.number_plan
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('signalling');
CREATE TRIGGER log_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON acg.identity_policy
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('signalling');
CREATE TRIGGER log_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON acg.deployment
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('signalling');
CREATE TRIGGER log_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON acg.blocked_number
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('signalling');

CREATE TRIGGER log_truncate AFTER TRUNCATE ON acg.number
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('all');
CREATE TRIGGER log_truncate AFTER TRUNCATE ON acg.number_alternative
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('all');
CREATE TRIGGER log_truncate AFTER TRUNCATE ON acg.number_range
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('all');
CREATE TRIGGER log_truncate AFTER TRUNCATE ON acg.account
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('all');
CREATE TRIGGER log_truncate AFTER TRUNCATE ON acg.service
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_statement('all');
