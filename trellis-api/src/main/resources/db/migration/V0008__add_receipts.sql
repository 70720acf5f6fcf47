-- What the realtime gateway keeps in the database: its own script, realtime-gateway/src/main/resources/gateway.sql.

create schema if not exists vintner;
revoke all on schema vintner from public;
grant usage on schema vintner to vintner_gateway;

-- How far clients that can resume have come. Unlogged: no WAL for it, and empty after a crash.
create unlogged table vintner.receipts (
  resume_id text not null,
  -- The user's id; empty for tokens of no user.
  subject text not null,
  topic text not null,
  bindings_hash bigint not null,
  -- Generation, LSN and ordinal of a place in the change feed; sorts as places of one generation do.
  position text collate "C" not null,
  at timestamptz not null,
  primary key (resume_id, subject, topic, bindings_hash)
) with (fillfactor = 50);
revoke all on vintner.receipts from public;
grant select, insert, update, delete on vintner.receipts to vintner_gateway;
