// The four subscriptions of the product's own description, word for word; only the callback of subscribe() is added.
export function subscribeAsTheSeedDoes(supabase, jobId, userId, say, status) {
  const appendLog = (chunk, stream) => say({ appendLog: [chunk, stream] });
  const jobsStore = { addOrUpdateJob: (job) => say({ addOrUpdateJob: job }) };
  const tendrilsStore = {
    removeTendril: (id) => say({ removeTendril: id }),
    addOrUpdateTendril: (tendril) => say({ addOrUpdateTendril: tendril }),
  };
  const vineyardsStore = { updateVineInPlace: (id, vine) => say({ updateVineInPlace: [id, vine] }) };

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
    .subscribe(status('job-logs'));

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
    .subscribe(status('job-updates'));

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
    .subscribe(status('tendril-updates'));

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
    .subscribe(status('vine-updates'));
}
