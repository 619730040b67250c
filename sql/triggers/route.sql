-- Every gateway follows within a second, as it does for acg.peer.
CREATE TRIGGER destinations_are_announced
  AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON acg.destination
  FOR EACH STATEMENT EXECUTE FUNCTION acg.announce_peers();

CREATE TRIGGER routes_are_announced
  AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON acg.route
  FOR EACH STATEMENT EXECUTE FUNCTION acg.announce_peers();

-- Routes name services and accounts.
CREATE TRIGGER names_are_announced
  AFTER UPDATE OF name ON acg.service
  FOR EACH STATEMENT EXECUTE FUNCTION acg.announce_peers();

CREATE TRIGGER names_are_announced
  AFTER UPDATE OF name ON acg.account
  FOR EACH STATEMENT EXECUTE FUNCTION acg.announce_peers();
