CREATE SCHEMA acg AUTHORIZATION acg_admin;

COMMENT ON SCHEMA acg IS
  'The gateway: provisioning (accounts, services, numbers) and call records';

-- PostgreSQL lets everybody execute a new function; here nobody may who is
-- not named in grants/.
ALTER DEFAULT PRIVILEGES FOR ROLE acg_admin REVOKE ALL ON FUNCTIONS FROM PUBLIC;
