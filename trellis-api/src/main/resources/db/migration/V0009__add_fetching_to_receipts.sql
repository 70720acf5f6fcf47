-- What the realtime gateway keeps in the database: its own script, realtime-gateway/src/main/resources/gateway.sql.

-- The client was told to fetch when it came to this place, and has proven nothing since; true where it is not known.
alter table vintner.receipts add column fetching boolean not null default true;
