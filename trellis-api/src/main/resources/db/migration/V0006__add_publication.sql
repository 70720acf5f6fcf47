-- What realtime clients may subscribe to; row-level security says which rows.
create publication supabase_realtime
  for table vineyards, vines, provision_jobs, provision_job_logs, workers;
