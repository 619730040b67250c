CREATE FUNCTION acg.log_accounts()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_keys bigint[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    SELECT array_agg(account_id) INTO v_keys FROM old_rows;
  ELSE
    SELECT array_agg(account_id) INTO v_keys FROM new_rows;
  END IF;
  PERFORM acg.log_change(TG_OP, 'account', v_keys);
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION acg.log_accounts() IS
  'Trigger: the accounts that a statement touched; their keys never change';

CREATE TRIGGER log_insert AFTER INSERT ON acg.account
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION acg.log_accounts();
CREATE TRIGGER log_update AFTER UPDATE ON acg.account
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION acg.log_accounts();
CREATE TRIGGER log_delete AFTER DELETE ON acg.account
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION acg.log_accounts();
