-- Tendrils: "workers" in tables and paths. Their secrets and their pulse live in side tables, so
-- that the published row changes only when something a person would see has changed.

create table workers (
  id uuid primary key default gen_random_uuid(),
  -- Null: managed by the platform, visible to everyone who is signed in.
  user_id uuid,
  name text not null check (char_length(name) between 1 and 100),
  status text not null default 'OFFLINE' check (status in ('ONLINE', 'DRAINING', 'OFFLINE')),
  -- The version that the Tendril reports of itself ("version" is the row's).
  agent_version text,
  labels jsonb not null default '{}',
  -- Refreshed here at most every 30 s; worker_liveness has it to the heartbeat.
  last_heartbeat timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1
);

create index workers_by_user on workers (user_id);
-- FULL, because the owner may be null and so cannot be part of an identity index.
alter table workers replica identity full;

create table worker_liveness (
  worker_id uuid primary key references workers (id) on delete cascade,
  seen_at timestamptz,
  drain_requested_at timestamptz
);

create table worker_tokens (
  id bigint generated always as identity primary key,
  worker_id uuid not null references workers (id) on delete cascade,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  created_at timestamptz not null default now(),
  -- Null: valid until replaced.
  expires_at timestamptz
);

create index worker_tokens_by_worker on worker_tokens (worker_id);

create table registration_tokens (
  id bigint generated always as identity primary key,
  user_id uuid,
  name text check (char_length(name) between 1 and 100),
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
