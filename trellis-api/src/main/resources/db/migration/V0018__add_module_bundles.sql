-- Modules that their owners upload: kept by what they are, never changed, and deleted when no vine
-- has them, no job needs them, and nobody has used them for a while.

create table module_bundles (
  user_id uuid not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  bytes bigint not null,
  files int not null,
  -- Those with Terraform's files, in which it could run.
  folders text[] not null,
  -- A zip without compression: PostgreSQL compresses it.
  content bytea not null,
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  primary key (user_id, sha256)
);

create index module_bundles_by_use on module_bundles (used_at);
