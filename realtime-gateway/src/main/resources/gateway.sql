-- What the realtime gateway keeps in the database that it serves. Run once by the database's owner:
--   psql "$DATABASE_URL" -f gateway.sql
-- It may be run again. The gateway's role gets DML on these tables and nothing else; nobody else gets anything.

create schema if not exists vintner;
revoke all on schema vintner from public;
grant usage on schema vintner to vintner_gateway;

-- Tokens that are refused before their time, until they would have expired by themselves.
create table if not exists vintner.revocations (
  -- One token by its jti, or all tokens of a user (sub) that were issued before a moment.
  kind text not null check (kind in ('jti', 'sub')),
  name text not null check (char_length(name) between 1 and 500),
  issued_before timestamptz check ((kind = 'sub') = (issued_before is not null)),
  expires_at timestamptz not null,
  -- In the order of the commits, so that a gateway that has read up to a number has missed none.
  seq bigint generated always as identity,
  primary key (kind, name)
);
create unique index if not exists revocations_by_seq on vintner.revocations (seq);
create index if not exists revocations_by_expiry on vintner.revocations (expires_at);
revoke all on vintner.revocations from public;
grant select, insert, update, delete on vintner.revocations to vintner_gateway;

-- How far clients that can resume have come. Unlogged: no WAL for it, and empty after a crash.
create unlogged table if not exists vintner.receipts (
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
-- The client was told to fetch when it came to this place, and has proven nothing since; true where it is not known.
alter table vintner.receipts add column if not exists fetching boolean not null default true;
revoke all on vintner.receipts from public;
grant select, insert, update, delete on vintner.receipts to vintner_gateway;
