package io.vintner.trellis.upkeep;

import io.vintner.trellis.database.Session;
import jakarta.enterprise.context.ApplicationScoped;

/** The statement that counts what stands in the database. */
@ApplicationScoped
class CensusTable {

    /** Reads partial indexes of what is not over, and all Tendrils: nothing that grows for ever. */
    Census take(Session session) {
        return session.get(
                """
                select queued.jobs as queued, queued.seconds, held.claimed, held.processing,
                  tendrils.online, tendrils.draining, tendrils.offline, logs.unsealed
                from (
                  select count(*) as jobs,
                    coalesce(greatest(
                      extract(epoch from now() - min(created_at)), 0), 0)::float8 as seconds
                  from provision_jobs where status = 'QUEUED'
                ) queued, (
                  select count(*) filter (where status = 'CLAIMED') as claimed,
                    count(*) filter (where status = 'PROCESSING') as processing
                  from provision_jobs where status in ('CLAIMED', 'PROCESSING')
                ) held, (
                  select count(*) filter (where status = 'ONLINE') as online,
                    count(*) filter (where status = 'DRAINING') as draining,
                    count(*) filter (where status = 'OFFLINE') as offline
                  from workers
                ) tendrils, (
                  select count(*) as unsealed
                  from job_log_heads head join provision_jobs job on job.id = head.job_id
                  where head.state = 'OPEN' and job.completed_at is not null
                ) logs
                """,
                row ->
                        new Census(
                                new Census.Jobs(
                                        row.getLong("queued"),
                                        row.getLong("claimed"),
                                        row.getLong("processing")),
                                row.getDouble("seconds"),
                                new Census.Tendrils(
                                        row.getLong("online"),
                                        row.getLong("draining"),
                                        row.getLong("offline")),
                                row.getLong("unsealed")));
    }
}
