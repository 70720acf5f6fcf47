// The four subscriptions of the product's documentation, word for word; the stores are the caller's.

export function followLog(supabase, jobId, appendLog, heard) {
  supabase
    .channel(`job-logs-${jobId}`)
    .on('postgres_changes', {
      event: 'INSERT',
      schema: 'public',
      table: 'provision_job_logs',
      filter: `job_id=eq.${jobId}`
    }, (payload) => {
      appendLog(payload.new.log_chunk, payload.new.stream_type);
    })
    .subscribe(heard(`job-logs-${jobId}`));
}

export function followJobs(supabase, userId, jobsStore, heard) {
  supabase
    .channel('job-updates')
    .on('postgres_changes', {
      event: '*',  // INSERT, UPDATE, DELETE
      schema: 'public',
      table: 'provision_jobs',
      filter: `user_id=eq.${userId}`
    }, (payload) => {
      jobsStore.addOrUpdateJob(payload.new);
    })
    .subscribe(heard('job-updates'));
}

export function followTendrils(supabase, tendrilsStore, heard) {
  supabase
    .channel('tendril-updates')
    .on('postgres_changes', {
      event: '*',
      schema: 'public',
      table: 'workers'
    }, (payload) => {
      if (payload.eventType === 'DELETE') {
        tendrilsStore.removeTendril(payload.old.id);
      } else {
        tendrilsStore.addOrUpdateTendril(payload.new);
      }
    })
    .subscribe(heard('tendril-updates'));
}

export function followVines(supabase, vineyardsStore, heard) {
  supabase
    .channel('vine-updates')
    .on('postgres_changes', {
      event: 'UPDATE',
      schema: 'public',
      table: 'vines'
    }, (payload) => {
      vineyardsStore.updateVineInPlace(payload.new.id, {
        status: payload.new.status,
        estimated_monthly_cost: payload.new.estimated_monthly_cost
      });
    })
    .subscribe(heard('vine-updates'));
}
