-- What the realtime gateway keeps in the database: its own script, realtime-gateway/src/main/resources/gateway.sql.

create schema if not exists vintner;
revoke all on schema vintner from public;
grant usage on schema vintner to vintner_gateway;

-- Tokens that are refused before their time, until they would have expired by themselves.
create table vintner.revocations (
  -- One token by its jti, or all tokens of a user (sub) that were issued before a moment.
  kind text not null check (kind in ('jti', 'sub')),
  name text not null check (char_length(name) between 1 and 500),
  issued_before timestamptz check ((kind = 'sub') = (issued_before is not null)),
  expires_at timestamptz not null,
  -- In the order of the commits, so that a gateway that has read up to a number has missed none.
  seq bigint generated always as identity,
  primary key (kind, name)
);
create unique index revocations_by_seq on vintner.revocations (seq);
create index revocations_by_expiry on vintner.revocations (expires_at);
revoke all on vintner.revocations from public;
grant select, insert, update, delete on vintner.revocations to vintner_gateway;
