-- What a job needs of a Tendril: it is handed only to one that has all of these labels.
alter table provision_jobs
  add column required_labels jsonb not null default '{}'
    check (jsonb_typeof(required_labels) = 'object'),
  -- While it is queued and no Tendril that is online could take it: why, in words for its owner.
  add column waiting_reason text check (waiting_reason is null or status = 'QUEUED');

-- What waits to change a vine is taken in its order.
create index provision_jobs_waiting_for_vine on provision_jobs (vine_id)
  where status = 'QUEUED' and job_type in ('DEPLOY', 'DESTROY');

-- How many bytes of the present attempt's output are known not to be in its log.
alter table job_log_heads add column gap_bytes bigint not null default 0;
alter table provision_job_logs
  add constraint provision_job_logs_gap check (gap_bytes is null or gap_bytes > 0) not valid;

-- An administrator is nobody by name, and the platform's Tendrils are nobody's.
alter table audit_events alter column actor_id drop not null, alter column user_id drop not null;
