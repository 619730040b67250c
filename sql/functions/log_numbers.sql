-- As acg.number_key(), which would be called a million times. For acg.number and acg.number_alternative. Each branch is planned only when it
-- runs, so it may name the transition table that only its own trigger has.
CREATE FUNCTION acg.log_numbers()
RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_keys bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT substr(number, 2)::bigint) INTO v_keys FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT substr(number, 2)::bigint) INTO v_keys FROM old_rows;
  ELSE
    SELECT array_agg(substr(r.number, 2)::bigint) INTO v_keys
      FROM (SELECT number FROM old_rows UNION SELECT number FROM new_rows) AS r;
  END IF;
  PERFORM acg.log_change(TG_OP, 'number', v_keys);
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION acg.log_numbers() IS
  'Trigger: the numbers that a statement touched';

CREATE TRIGGER log_insert AFTER INSERT ON acg.number
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION acg.log_numbers();
CREATE TRIGGER log_update AFTER UPDATE ON acg.number
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_numbers();
CREATE TRIGGER log_delete AFTER DELETE ON acg.number
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION acg.log_numbers();

CREATE TRIGGER log_insert AFTER INSERT ON acg.number_alternative
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION acg.log_numbers();
CREATE TRIGGER log_update AFTER UPDATE ON acg.number_alternative
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION acg.log_numbers();
CREATE TRIGGER log_delete AFTER DELETE ON acg.number_alternative
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION acg.log_numbers();
