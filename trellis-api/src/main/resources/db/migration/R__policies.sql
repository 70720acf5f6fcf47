-- Who sees which row, over REST and over realtime alike. (Runs after "auth functions".)

alter table vineyards enable row level security;
alter table vines enable row level security;
alter table provision_jobs enable row level security;
alter table provision_job_logs enable row level security;
alter table workers enable row level security;

drop policy if exists vineyards_of_user on vineyards;
create policy vineyards_of_user on vineyards for select to authenticated
  using (user_id = (select auth.uid()));

drop policy if exists vines_of_user on vines;
create policy vines_of_user on vines for select to authenticated
  using (user_id = (select auth.uid()));

drop policy if exists provision_jobs_of_user on provision_jobs;
create policy provision_jobs_of_user on provision_jobs for select to authenticated
  using (user_id = (select auth.uid()));

drop policy if exists provision_job_logs_of_user on provision_job_logs;
create policy provision_job_logs_of_user on provision_job_logs for select to authenticated
  using (user_id = (select auth.uid()));

drop policy if exists workers_of_user_or_platform on workers;
create policy workers_of_user_or_platform on workers for select to authenticated
  using (user_id is null or user_id = (select auth.uid()));

-- The API itself: its statements name the owner, and users' reads do not run as this role.
drop policy if exists vineyards_of_api on vineyards;
create policy vineyards_of_api on vineyards to vintner_api using (true) with check (true);

drop policy if exists vines_of_api on vines;
create policy vines_of_api on vines to vintner_api using (true) with check (true);

drop policy if exists provision_jobs_of_api on provision_jobs;
create policy provision_jobs_of_api on provision_jobs to vintner_api using (true) with check (true);

drop policy if exists provision_job_logs_of_api on provision_job_logs;
create policy provision_job_logs_of_api on provision_job_logs to vintner_api
  using (true) with check (true);

drop policy if exists workers_of_api on workers;
create policy workers_of_api on workers to vintner_api using (true) with check (true);

grant select on vineyards, vines, provision_jobs, provision_job_logs, workers
  to authenticated, service_role;

grant select, insert, update, delete
  on vineyards, vines, vine_modules, vine_variables, workers, worker_liveness, worker_tokens,
     registration_tokens, provision_jobs, job_details, job_leases, job_log_heads,
     idempotency_records, tf_states, vine_secrets, job_secrets,
     api_tokens, tf_locks, plans, job_tokens, module_bundles
  to vintner_api;
-- History is only added to.
grant select, insert
  on provision_job_logs, job_events, tf_state_versions, tf_state_orphans, audit_events
  to vintner_api;
-- Deleted only by age, when that is set.
grant delete on provision_job_logs, tf_state_versions, tf_state_orphans to vintner_api;
-- Sealed anew after a rotation of keys.
grant update (key_id, content) on tf_state_versions, tf_state_orphans to vintner_api;
grant usage on sequence lease_epochs, secret_revisions to vintner_api;
