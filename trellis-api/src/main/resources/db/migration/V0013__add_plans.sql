-- Plans that were made by PLAN jobs and wait for their DEPLOY: each is applied at most once, on the
-- configuration and the state that it was made from.

create table plans (
  job_id uuid primary key references provision_jobs (id) on delete cascade,
  -- Of the lease under which it was made: a later attempt replaces it.
  epoch bigint not null,
  vine_id uuid not null,
  config_hash text not null,
  -- 0: the vine had no state.
  state_version bigint not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  bytes bigint not null,
  -- The DEPLOY that applies it.
  used_by uuid,
  created_at timestamptz not null default now(),
  key_id text not null,
  content bytea not null
);

create unique index plans_used_once on plans (used_by) where used_by is not null;
create index plans_by_age on plans (created_at);
create index plans_by_key on plans (key_id);
