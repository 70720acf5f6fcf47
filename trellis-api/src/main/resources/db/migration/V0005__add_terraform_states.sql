-- Terraform's state of each vine. Every accepted version is kept.

create table tf_states (
  vine_id uuid primary key references vines (id) on delete cascade,
  version bigint not null,
  serial bigint not null,
  lineage text not null,
  -- The newest lease epoch that started to change this state: an older one may no longer write.
  epoch bigint not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  updated_at timestamptz not null default now()
);

create table tf_state_versions (
  vine_id uuid not null references vines (id) on delete cascade,
  version bigint not null,
  serial bigint not null,
  lineage text not null,
  epoch bigint not null,
  job_id uuid,
  sha256 bytea not null check (octet_length(sha256) = 32),
  content bytea not null,
  created_at timestamptz not null default now(),
  primary key (vine_id, version)
);
