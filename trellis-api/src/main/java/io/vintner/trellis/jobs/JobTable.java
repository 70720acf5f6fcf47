package io.vintner.trellis.jobs;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.pages.Cursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements on {@code provision_jobs}. */
@ApplicationScoped
class JobTable {

    static final String ONE_MUTATING = "provision_jobs_one_mutating";

    /** Whether the plan of that job may still be applied; its life is a parameter. */
    private static final String PLAN_HOLDS =
            """
            exists (
              select from plans plan where plan.used_by = %1$s.id
                and plan.created_at > now() - make_interval(secs => $%2$d)
                and plan.state_version = coalesce(
                  (select version from tf_states where vine_id = %1$s.vine_id), 0))
            """;

    /** A job to be queued. */
    record NewJob(
            UserId owner,
            UUID vine,
            UUID vineyard,
            JobType type,
            @Nullable UUID assignedWorker,
            @Nullable UUID planJob,
            String configHash,
            Map<String, String> requiredLabels) {

        JsonObject labels() {
            JsonObject json = new JsonObject();
            requiredLabels.forEach(json::put);
            return json;
        }
    }

    Job insert(Session session, NewJob job) {
        return session.get(
                """
                insert into provision_jobs
                  (user_id, vine_id, vineyard_id, job_type, assigned_worker_id, config_hash,
                   plan_job_id, unreviewed, required_labels)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                returning *
                """,
                JobTable::read,
                job.owner().value(),
                job.vine(),
                job.vineyard(),
                job.type().name(),
                job.assignedWorker(),
                job.configHash(),
                job.planJob(),
                job.type() == JobType.DEPLOY && job.planJob() == null,
                job.labels());
    }

    Optional<Job> findVisible(Session session, JobId id) {
        return session.find(
                "select * from provision_jobs where id = $1", JobTable::read, id.value());
    }

    List<Job> listVisible(Session session, JobFilter filter) {
        Cursor after = filter.page().after();
        return session.list(
                """
                select * from provision_jobs
                where ($1::text[] is null or status = any ($1))
                  and ($2::uuid is null or vineyard_id = $2)
                  and ($3::uuid is null or vine_id = $3)
                  and ($4::timestamptz is null or (created_at, id) < ($4, $5::uuid))
                order by created_at desc, id desc
                limit $6
                """,
                JobTable::read,
                filter.statuses() == null ? null : filter.statuses().toArray(String[]::new),
                filter.vineyard(),
                filter.vine(),
                after == null ? null : after.time(0),
                after == null ? null : after.id(1),
                filter.page().rows());
    }

    Optional<Job> find(Session session, JobId id) {
        return session.find(
                "select * from provision_jobs where id = $1", JobTable::read, id.value());
    }

    /** Holds the row against other changes until the transaction ends. */
    Optional<Job> lock(Session session, JobId id) {
        return session.find(
                "select * from provision_jobs where id = $1 for no key update",
                JobTable::read,
                id.value());
    }

    /** The same, if it is the owner's; null: anybody's. */
    Optional<Job> lockOwn(Session session, @Nullable UserId owner, JobId id) {
        return session.find(
                """
                select * from provision_jobs
                where id = $1 and ($2::uuid is null or user_id = $2) for no key update
                """,
                JobTable::read,
                id.value(),
                owner == null ? null : owner.value());
    }

    /**
     * Holds the Tendril, if it is the platform's, until the transaction ends: of its claims each
     * sees what the one before got.
     */
    void holdPlatforms(Session session, TendrilId tendril) {
        session.find(
                "select id from workers where id = $1 and user_id is null for no key update",
                row -> row.getUUID("id"),
                tendril.value());
    }

    /**
     * Claims the first job of the queue that this Tendril may have. What changes one vine is taken
     * in the order of the queue, also while another claim holds the first of them. One of the
     * platform's, {@linkplain #holdPlatforms held}, gets none while it has one: what it runs for
     * one owner never stands beside what it runs for another.
     *
     * <p>Two claims may meet on one vine; then the unique index {@link #ONE_MUTATING} refuses the
     * second.
     */
    Optional<Job> claimNext(
            Session session, TendrilId tendril, Ability ability, Duration planLife) {
        return session.find(
                """
                with mine as (
                  select id, user_id, name, labels from workers
                  where id = $1 and status = 'ONLINE'
                    and (user_id is not null or not exists (
                      select from provision_jobs held
                      where held.worker_id = $1 and held.status in ('CLAIMED', 'PROCESSING')))
                ), next as (
                  select job.id from provision_jobs job, mine
                  where job.status = 'QUEUED'
                    and (mine.user_id is null or mine.user_id = job.user_id)
                    and %s
                    and (job.job_type not in ('DEPLOY', 'DESTROY') or not exists (
                      select from provision_jobs other
                      where other.vine_id = job.vine_id
                        and other.job_type in ('DEPLOY', 'DESTROY')
                        and other.status in ('CLAIMED', 'PROCESSING')))
                    and (job.job_type not in ('DEPLOY', 'DESTROY') or not exists (
                      select from provision_jobs other
                      where other.vine_id = job.vine_id
                        and other.job_type in ('DEPLOY', 'DESTROY')
                        and other.status = 'QUEUED' and %s
                        and (-other.priority, other.created_at, other.id)
                          < (-job.priority, job.created_at, job.id)))
                    and (job.job_type not in ('DEPLOY', 'DESTROY') or not exists (
                      select from tf_locks where vine_id = job.vine_id))
                  order by job.priority desc, job.created_at, job.id
                  limit 1
                  for no key update of job skip locked
                )
                update provision_jobs job
                set status = 'CLAIMED', worker_id = mine.id, worker_name = mine.name,
                  claimed_at = now(), waiting_reason = null
                from next, mine
                where job.id = next.id and job.status = 'QUEUED'
                returning job.*
                """
                        .formatted(isForMine("job"), isForMine("other")),
                JobTable::read,
                tendril.value(),
                seconds(planLife),
                ability.appliesPlans(),
                ability.moduleSources().toArray(String[]::new));
    }

    /** Whether the Tendril {@code mine} is one that may have that job, sooner or later. */
    private static String isForMine(String job) {
        return """
        (%1$s.assigned_worker_id is null or %1$s.assigned_worker_id = mine.id)
          and mine.labels @> %1$s.required_labels
          and (%1$s.plan_job_id is null or $3 and %2$s)
          and (select details.module_source = any ($4) from job_details details
            where details.job_id = %1$s.id)
        """
                .formatted(job, PLAN_HOLDS.formatted(job, 2));
    }

    Optional<Job> start(Session session, Job job) {
        return session.find(
                """
                update provision_jobs set status = 'PROCESSING', started_at = now()
                where id = $1 and status = $2
                returning *
                """,
                JobTable::read,
                job.id(),
                job.status().name());
    }

    Optional<Job> requeue(Session session, Job job, int attempt) {
        return session.find(
                """
                update provision_jobs set status = 'QUEUED', attempt = $3, worker_id = null,
                  worker_name = null, claimed_at = null, started_at = null
                where id = $1 and status = $2
                returning *
                """,
                JobTable::read,
                job.id(),
                job.status().name(),
                attempt);
    }

    Optional<Job> end(Session session, Job job, JobEnd end) {
        return session.find(
                """
                update provision_jobs set status = $3, error_code = $4, error_message = $5,
                  completed_at = now(), waiting_reason = null
                where id = $1 and status = $2
                returning *
                """,
                JobTable::read,
                job.id(),
                job.status().name(),
                end.status().name(),
                end.errorCode(),
                end.errorMessage());
    }

    /** Jobs whose holder has been silent for too long; held until the transaction ends. */
    List<Job> lapsed(Session session, Duration agentLostAfter, int limit) {
        return session.list(
                """
                select job.* from job_leases lease
                join provision_jobs job on job.id = lease.job_id
                where job.status in ('CLAIMED', 'PROCESSING')
                  and case when job.status = 'PROCESSING' and job.job_type in ('DEPLOY', 'DESTROY')
                    then lease.seen_at < now() - make_interval(secs => $1)
                    else lease.expires_at < now() end
                order by job.id
                limit $2
                for no key update of job, lease skip locked
                """,
                JobTable::read,
                seconds(agentLostAfter),
                limit);
    }

    /** Queued jobs whose plan can no longer be applied; held until the transaction ends. */
    List<Job> planless(Session session, Duration planLife, int limit) {
        return session.list(
                """
                select * from provision_jobs job
                where status = 'QUEUED' and plan_job_id is not null and not %s
                order by created_at
                limit $1
                for no key update skip locked
                """
                        .formatted(PLAN_HOLDS.formatted("job", 2)),
                JobTable::read,
                limit,
                seconds(planLife));
    }

    /**
     * Says of queued jobs why they wait when no Tendril that is online could take them, and no
     * longer says so when one could; answers of how many that changed.
     *
     * @param job only this one; null: all
     */
    int tellWaits(Session session, @Nullable JobId job, int limit) {
        return session.change(
                """
                with queued as (
                  select job.id, job.assigned_worker_id, job.required_labels, job.waiting_reason,
                    details.module_source,
                    exists (
                      select from workers mine
                      join worker_liveness liveness on liveness.worker_id = mine.id
                      where mine.status = 'ONLINE'
                        and (mine.user_id is null or mine.user_id = job.user_id)
                        and (job.assigned_worker_id is null or job.assigned_worker_id = mine.id)
                        and mine.labels @> job.required_labels
                        and details.module_source = any (liveness.module_sources)) as servable,
                    exists (
                      select from workers mine
                      where mine.status = 'ONLINE'
                        and (mine.user_id is null or mine.user_id = job.user_id)
                        and (job.assigned_worker_id is null or job.assigned_worker_id = mine.id)
                        and mine.labels @> job.required_labels) as labelled,
                    exists (
                      select from workers mine
                      where mine.status = 'ONLINE'
                        and (mine.user_id is null or mine.user_id = job.user_id)
                        and (job.assigned_worker_id is null or job.assigned_worker_id = mine.id))
                      as reachable
                  from provision_jobs job
                  join job_details details on details.job_id = job.id
                  where job.status = 'QUEUED' and ($1::uuid is null or job.id = $1)
                ), told as (
                  select id, waiting_reason, case
                    when servable then null
                    when assigned_worker_id is not null and not reachable
                      then 'the chosen Tendril is not online'
                    when not reachable then 'no Tendril is online'
                    when labelled then concat(
                      case when assigned_worker_id is not null
                        then 'the chosen Tendril is too old for modules of the source '
                        else 'every Tendril that is online is too old for modules of the source '
                        end, module_source)
                    else concat(
                      case when assigned_worker_id is not null
                        then 'the chosen Tendril lacks the labels '
                        else 'no Tendril that is online has the labels ' end,
                      (select string_agg(key || '=' || value, ', ' order by key)
                        from jsonb_each_text(required_labels))) end as reason
                  from queued
                ), changed as (
                  select job.id, told.reason from provision_jobs job
                  join told on told.id = job.id
                  where job.status = 'QUEUED' and told.reason is distinct from told.waiting_reason
                  limit $2
                  for no key update of job skip locked
                )
                update provision_jobs job set waiting_reason = changed.reason
                from changed where job.id = changed.id and job.status = 'QUEUED'
                """,
                job == null ? null : job.value(),
                limit);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** Jobs that have waited for too long; held until the transaction ends. */
    List<Job> expired(Session session, Duration queueAgeMax, int limit) {
        return session.list(
                """
                select * from provision_jobs
                where status = 'QUEUED' and created_at < now() - make_interval(secs => $1)
                order by created_at
                limit $2
                for no key update skip locked
                """,
                JobTable::read,
                seconds(queueAgeMax),
                limit);
    }

    static Job read(Row row) {
        return new Job(
                row.getUUID("id"),
                row.getUUID("user_id"),
                row.getUUID("vine_id"),
                row.getUUID("vineyard_id"),
                JobType.valueOf(row.getString("job_type")),
                JobStatus.valueOf(row.getString("status")),
                row.getInteger("attempt"),
                row.getInteger("priority"),
                row.getUUID("assigned_worker_id"),
                row.getUUID("worker_id"),
                row.getString("worker_name"),
                row.getUUID("plan_job_id"),
                row.getBoolean("unreviewed"),
                row.getString("config_hash"),
                row.getJsonObject("required_labels").getMap(),
                row.getString("waiting_reason"),
                row.getString("error_code"),
                row.getString("error_message"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("claimed_at"),
                row.getOffsetDateTime("started_at"),
                row.getOffsetDateTime("completed_at"),
                row.getOffsetDateTime("updated_at"),
                row.getLong("version"));
    }
}
