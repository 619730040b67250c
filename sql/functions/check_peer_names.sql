CREATE FUNCTION acg.check_peer_names() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_other text;
  v_name  text;
BEGIN
  -- Two at once must not both find nothing.
  PERFORM pg_advisory_xact_lock(hashtext('acg.peer'));
  SELECT p.name, n INTO v_other, v_name
    FROM acg.peer p, unnest(p.certificate_names) AS n
   WHERE p.listener = NEW.listener
     AND p.peer_id <> NEW.peer_id
     AND n = ANY (NEW.certificate_names)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'peer % has the certificate name % already', v_other, v_name
      USING ERRCODE = 'unique_violation',
            HINT = 'A certificate must tell which peer of a listener it is: take the name away from one of them.';
  END IF;
  RETURN NEW;
END
$$;

COMMENT ON FUNCTION acg.check_peer_names() IS
  'Trigger: refuses a peer whose certificate name another peer of the same listener has';
