-- States that a Tendril brought after its lease on the job was lost: kept for the vine's owner to look at, never the
-- vine's own. "content" is sealed like every state.

create table tf_state_orphans (
  id bigint generated always as identity unique,
  job_id uuid not null,
  serial bigint not null,
  vine_id uuid not null references vines (id) on delete cascade,
  lineage text not null,
  -- Of the lease that was lost.
  epoch bigint not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  key_id text not null,
  content bytea not null,
  created_at timestamptz not null default now(),
  primary key (job_id, serial)
);

create index tf_state_orphans_by_vine on tf_state_orphans (vine_id, id desc);
create index tf_state_orphans_by_key on tf_state_orphans (key_id);
create index tf_state_orphans_by_age on tf_state_orphans (created_at);
