-- What Terraform printed, in order. Rows are only ever inserted; the head decides which comes next.

create table provision_job_logs (
  id bigint generated always as identity primary key,
  job_id uuid not null,
  user_id uuid not null,
  attempt int not null,
  seq bigint not null,
  stream_type text not null check (stream_type in ('STDOUT', 'STDERR', 'SYSTEM')),
  log_chunk text not null,
  -- By the Tendril's clock; for reading only, nothing is decided by it.
  emitted_at timestamptz,
  created_at timestamptz not null default now(),
  -- Not null: this row stands for so many bytes that were dropped here.
  gap_bytes bigint,
  constraint provision_job_logs_once unique (job_id, attempt, seq),
  constraint provision_job_logs_of_own_job foreign key (job_id, user_id)
    references provision_jobs (id, user_id) on delete cascade
);

create unique index provision_job_logs_identity on provision_job_logs (id, user_id);
alter table provision_job_logs replica identity using index provision_job_logs_identity;
create index provision_job_logs_by_job on provision_job_logs (job_id, id);
create index provision_job_logs_by_user on provision_job_logs (user_id);

create table job_log_heads (
  job_id uuid primary key references provision_jobs (id) on delete cascade,
  attempt int not null default 1,
  next_seq bigint not null default 1,
  -- Of the present attempt, UTF-8, as stored.
  bytes bigint not null default 0
);
