-- The queue. A job's row is small, because every change of its status goes through the WAL;
-- what is wide (snapshot, metadata) or fast (lease) lives beside it.

create table provision_jobs (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  vine_id uuid not null,
  vineyard_id uuid not null,
  job_type text not null
    check (job_type in ('PLAN', 'DEPLOY', 'DESTROY', 'CONNECTION_TEST', 'FETCH_RESOURCES',
                        'DEPLOY_WORKER', 'UPDATE_WORKER', 'DESTROY_WORKER')),
  status text not null default 'QUEUED'
    check (status in ('QUEUED', 'CLAIMED', 'PROCESSING', 'SUCCESS', 'FAILED', 'CANCELLED')),
  -- Counts from 1; raised when a read-only job is run again after its Tendril was lost.
  attempt int not null default 1 check (attempt > 0),
  -- Larger goes first.
  priority int not null default 0,
  -- The Tendril that the user chose; null: any.
  assigned_worker_id uuid references workers (id) on delete set null,
  -- The Tendril that claimed it; kept, with its name, when that Tendril is removed.
  worker_id uuid,
  worker_name text,
  plan_job_id uuid references provision_jobs (id) on delete set null,
  -- A DEPLOY that no one has reviewed a plan for.
  unreviewed boolean not null default false,
  -- SHA-256 of the frozen configuration, in hex.
  config_hash text not null,
  -- A stable word of the system (AGENT_LOST, QUEUE_EXPIRED); null when the Tendril reported it.
  error_code text,
  error_message text,
  created_at timestamptz not null default now(),
  claimed_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  updated_at timestamptz not null default now(),
  version bigint not null default 1
);

create unique index provision_jobs_identity on provision_jobs (id, user_id);
alter table provision_jobs replica identity using index provision_jobs_identity;

alter table provision_jobs
  add constraint provision_jobs_of_own_vine foreign key (vine_id, user_id)
    references vines (id, user_id) on delete cascade;

create index provision_jobs_by_user on provision_jobs (user_id, created_at desc, id desc);
create index provision_jobs_by_vine on provision_jobs (vine_id, created_at desc, id desc);
create index provision_jobs_by_assigned_worker on provision_jobs (assigned_worker_id)
  where assigned_worker_id is not null;
create index provision_jobs_by_plan on provision_jobs (plan_job_id) where plan_job_id is not null;
create index provision_jobs_queue on provision_jobs (priority desc, created_at, id)
  where status = 'QUEUED';
create index provision_jobs_running on provision_jobs (id)
  where status in ('CLAIMED', 'PROCESSING');

-- At most one mutating job of a vine is with a Tendril, whatever the code believes.
create unique index provision_jobs_one_mutating on provision_jobs (vine_id)
  where job_type in ('DEPLOY', 'DESTROY') and status in ('CLAIMED', 'PROCESSING');

create table job_details (
  job_id uuid primary key references provision_jobs (id) on delete cascade,
  config_snapshot jsonb not null,
  execution_metadata jsonb
);

-- Epochs only rise, over all jobs, so that an older one can be told anywhere.
create sequence lease_epochs;

create table job_leases (
  job_id uuid primary key references provision_jobs (id) on delete cascade,
  worker_id uuid not null,
  epoch bigint not null unique,
  -- The last heartbeat, log chunk or status of the holder.
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  -- Set with the terminal status; the holder may still deliver the rest of its log.
  ended_at timestamptz,
  -- The system gave its verdict: the holder's later outcome is only noted.
  lost boolean not null default false,
  cancel text check (cancel in ('GRACEFUL', 'FORCE'))
);

create index job_leases_by_worker on job_leases (worker_id) where ended_at is null;

create table job_events (
  id bigint generated always as identity primary key,
  job_id uuid not null references provision_jobs (id) on delete cascade,
  at timestamptz not null default now(),
  -- What happened, a word of a closed list in the code.
  kind text not null,
  -- user, tendril or system
  actor text not null,
  actor_id uuid,
  detail jsonb
);

create index job_events_by_job on job_events (job_id, id);

create table idempotency_records (
  -- Who asked for what: an answer is never given to another caller or another call.
  scope text not null,
  key text not null,
  request_hash bytea,
  job_id uuid not null references provision_jobs (id) on delete cascade,
  epoch bigint,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);

create index idempotency_records_by_age on idempotency_records (created_at);
create index idempotency_records_by_job on idempotency_records (job_id);
