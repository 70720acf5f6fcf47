-- The database roles of Vintner and of Supabase's clients (docs/architecture.md, "Roles").
-- Run once by a superuser, before Flyway creates the schema. The passwords are the local profile's;
-- a real deployment runs the same statements with its own.

-- What a token may name in its claim "role". None of them can log in.
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;

-- Owns the schema, the publication and the receipts. Used by Flyway only.
create role vintner_owner login password 'vintner_owner' noinherit;
grant create on database postgres to vintner_owner;
grant create, usage on schema public to vintner_owner;

-- The relay: streams the WAL and reads the catalog, nothing else.
create role vintner_relay login password 'vintner_relay' replication noinherit;

-- The gateway: takes on the role of a token, inside one transaction, to ask what that role may see.
create role vintner_gateway login password 'vintner_gateway' noinherit nosuperuser nobypassrls;
grant anon, authenticated, service_role to vintner_gateway;

-- The API: its own tables (granted in the migrations); user-facing reads run as "authenticated".
create role vintner_api login password 'vintner_api' noinherit;
grant authenticated to vintner_api;
