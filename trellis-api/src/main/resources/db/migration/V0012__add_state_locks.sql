-- Who may change a vine's state: one holder at a time, a job or a person's own Terraform.

create table tf_locks (
  vine_id uuid primary key references vines (id) on delete cascade,
  -- As Terraform names it, and all of the holder that it shows to whoever is refused.
  lock_id text not null check (char_length(lock_id) between 1 and 200),
  job_id uuid,
  user_id uuid,
  -- A lease epoch: whoever took the lock later has a larger one.
  epoch bigint not null,
  -- What Terraform told of itself; null for a job.
  info jsonb,
  -- The job's Tendril was lost: only its owner, who has looked, may release it.
  quarantined boolean not null default false,
  created_at timestamptz not null default now(),
  constraint tf_locks_one_holder check (num_nonnulls(job_id, user_id) = 1)
);

-- Null: written by a job.
alter table tf_state_versions add column user_id uuid;

-- Jobs that were claimed before there were locks hold theirs.
insert into tf_locks (vine_id, lock_id, job_id, epoch)
select job.vine_id, 'vintner-job-' || job.id, job.id, lease.epoch
from provision_jobs job join job_leases lease on lease.job_id = job.id
where job.job_type in ('DEPLOY', 'DESTROY') and job.status in ('CLAIMED', 'PROCESSING');

insert into tf_locks (vine_id, lock_id, job_id, epoch, quarantined)
select distinct on (vine.id) vine.id, 'vintner-job-' || job.id, job.id, lease.epoch, true
from vines vine
join provision_jobs job on job.vine_id = vine.id
join job_leases lease on lease.job_id = job.id and lease.lost
where vine.reconcile
order by vine.id, lease.epoch desc
on conflict (vine_id) do nothing;
