-- Tokens that are each good for one lease of one job. They are known by their SHA-256; until the
-- lease ends the token lies here sealed too, so that a repeated claim is answered the same.

create table job_tokens (
  job_id uuid not null references provision_jobs (id) on delete cascade,
  epoch bigint not null,
  token_hash bytea not null check (octet_length(token_hash) = 32),
  -- Whose lease it is; also when that Tendril has been removed since.
  worker_id uuid not null,
  key_id text,
  content bytea,
  created_at timestamptz not null default now(),
  -- When the lease ended: what the job still has to bring may come for a while after that.
  ended_at timestamptz,
  primary key (job_id, epoch)
);

create index job_tokens_by_end on job_tokens (ended_at) where ended_at is not null;
create index job_tokens_of_leases on job_tokens (job_id) where ended_at is null;
