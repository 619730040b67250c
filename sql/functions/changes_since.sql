-- The difference of two snapshots is exact: nothing that commits late is missed,
-- and a long transaction holds up nobody but itself. xid >= xmin is implied by
-- the rest and lets the index be used.
CREATE FUNCTION acg.changes_since(p_snapshot pg_snapshot)
RETURNS SETOF acg.change
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT * FROM acg.change
   WHERE xid >= pg_snapshot_xmin(p_snapshot)
     AND NOT pg_visible_in_snapshot(xid, p_snapshot)
$$;

COMMENT ON FUNCTION acg.changes_since(pg_snapshot) IS
  'Changes that this snapshot sees and that one did not, whatever their order of writing';
