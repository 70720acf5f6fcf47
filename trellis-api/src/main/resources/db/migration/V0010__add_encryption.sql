-- What may not stand here in clear: "content" is AES-GCM under the configured key that "key_id"
-- names, bound to its row. A state version without a key id is from before; the sweep seals it.

alter table tf_state_versions add column key_id text;
create index tf_state_versions_by_key on tf_state_versions (key_id);

create table vine_secrets (
  vine_id uuid not null references vines (id) on delete cascade,
  kind text not null check (kind in ('terraform', 'environment')),
  name text not null check (char_length(name) between 1 and 200),
  position int not null,
  -- Drawn anew whenever a value is set: it stands for the value in a configuration's hash.
  revision bigint not null,
  key_id text not null,
  content bytea not null,
  primary key (vine_id, kind, name)
);

create index vine_secrets_by_key on vine_secrets (key_id);
create sequence secret_revisions;

-- The secret variables of a queued or running job, frozen with its configuration; gone when it ends.
create table job_secrets (
  job_id uuid primary key references provision_jobs (id) on delete cascade,
  key_id text not null,
  content bytea not null
);

create index job_secrets_by_key on job_secrets (key_id);
