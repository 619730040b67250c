-- peer_names_are_unique: a certificate tells which peer of a listener it is.
CREATE TRIGGER peer_names_are_unique
  BEFORE INSERT OR UPDATE ON acg.peer
  FOR EACH ROW EXECUTE FUNCTION acg.check_peer_names();

-- peers_are_announced: every gateway follows within a second.
CREATE TRIGGER peers_are_announced
  AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON acg.peer
  FOR EACH STATEMENT EXECUTE FUNCTION acg.announce_peers();
