package io.vintner.faults.oracle;

import io.vintner.faults.rig.Owner;
import io.vintner.faults.rig.Rig;
import io.vintner.faults.terraform.Work;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one owner's jobs.
 *
 * @param works what Terraform did, by {@code <job>-<epoch>}
 */
record Evidence(
        Rig rig,
        Owner owner,
        Excuses excuses,
        List<JobRow> jobs,
        List<Event> events,
        List<Version> versions,
        Map<String, Work> works) {

    static final Set<String> ENDS = Set.of("success", "failed", "cancelled");
    static final Set<String> RELEASES = Set.of("released", "lapsed");

    private static final Set<String> MUTATING = Set.of("DEPLOY", "DESTROY");

    /**
     * A job with its lease and the head of its log.
     *
     * @param leaseEpoch null: it has no lease
     * @param logState null: nobody ever claimed it
     */
    record JobRow(
            String id,
            String vine,
            String type,
            String status,
            @Nullable String errorCode,
            @Nullable String worker,
            int attempt,
            @Nullable OffsetDateTime createdAt,
            @Nullable OffsetDateTime claimedAt,
            @Nullable OffsetDateTime startedAt,
            @Nullable OffsetDateTime completedAt,
            String configHash,
            @Nullable String planJob,
            @Nullable Long leaseEpoch,
            @Nullable String logState,
            int logAttempt,
            long nextSeq,
            long logBytes,
            @Nullable String logSha256) {

        boolean mutating() {
            return MUTATING.contains(type);
        }

        boolean ended() {
            return completedAt != null;
        }

        /**
         * Whether it has a log to be sealed. One that was lost before its agent heard that it had
         * started has none: the agent lets go of it, and nothing was run.
         */
        boolean hasLog() {
            boolean nothingRan = "AGENT_LOST".equals(errorCode) && nextSeq == 1;
            return ended() && startedAt != null && !nothingRan;
        }
    }

    /** A line of a job's history. */
    record Event(long id, String job, OffsetDateTime at, String kind, @Nullable Long epoch) {}

    /** A stored version of a vine's state. */
    record Version(
            String vine,
            long version,
            long serial,
            String lineage,
            long epoch,
            @Nullable String job) {}

    static Evidence gather(Rig rig, Owner owner, Excuses excuses) throws IOException, SQLException {
        List<JobRow> jobs =
                rig.database()
                        .list(
                                """
                                select job.*, lease.epoch as lease_epoch, head.state as log_state,
                                  coalesce(head.attempt, 1) as log_attempt,
                                  coalesce(head.next_seq, 1) as next_seq,
                                  coalesce(head.bytes, 0) as log_bytes,
                                  encode(head.sha256, 'hex') as log_sha256
                                from provision_jobs job
                                left join job_leases lease on lease.job_id = job.id
                                left join job_log_heads head on head.job_id = job.id
                                where job.user_id = ? order by job.created_at
                                """,
                                Evidence::job,
                                owner.id());
        Set<String> ids = jobs.stream().map(JobRow::id).collect(Collectors.toSet());
        Map<String, Work> works =
                rig.works().byLease().entrySet().stream()
                        .filter(work -> ids.contains(jobOf(work.getKey())))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Evidence(
                rig, owner, excuses, jobs, events(rig, owner.id()), versions(rig, owner), works);
    }

    /** The job of a lease's folder {@code <job>-<epoch>}. */
    static String jobOf(String lease) {
        return lease.substring(0, lease.lastIndexOf('-'));
    }

    /** The epoch of a lease's folder {@code <job>-<epoch>}. */
    static long epochOf(String lease) {
        return Long.parseLong(lease.substring(lease.lastIndexOf('-') + 1));
    }

    /** What was done under all leases of a job, in their order. */
    List<Work> worksOf(JobRow job) {
        return works.entrySet().stream()
                .filter(work -> jobOf(work.getKey()).equals(job.id()))
                .sorted(java.util.Comparator.comparingLong(work -> epochOf(work.getKey())))
                .map(Map.Entry::getValue)
                .toList();
    }

    List<Event> eventsOf(JobRow job) {
        return events.stream().filter(event -> event.job().equals(job.id())).toList();
    }

    /** The epochs under which a job was claimed, in their order. */
    List<Long> epochsOf(JobRow job) {
        return eventsOf(job).stream()
                .filter(event -> event.kind().equals("claimed"))
                .map(event -> event.epoch() == null ? -1 : event.epoch())
                .toList();
    }

    private static List<Event> events(Rig rig, UUID owner) throws SQLException {
        return rig.database()
                .list(
                        """
                        select event.*, (event.detail ->> 'epoch')::bigint as epoch
                        from job_events event join provision_jobs job on job.id = event.job_id
                        where job.user_id = ? order by event.id
                        """,
                        row ->
                                new Event(
                                        row.getLong("id"),
                                        row.getString("job_id"),
                                        row.getObject("at", OffsetDateTime.class),
                                        row.getString("kind"),
                                        row.getObject("epoch", Long.class)),
                        owner);
    }

    private static List<Version> versions(Rig rig, Owner owner) throws SQLException {
        return rig.database()
                .list(
                        """
                        select state.* from tf_state_versions state
                        join vines vine on vine.id = state.vine_id
                        where vine.user_id = ? order by state.vine_id, state.version
                        """,
                        row ->
                                new Version(
                                        row.getString("vine_id"),
                                        row.getLong("version"),
                                        row.getLong("serial"),
                                        row.getString("lineage"),
                                        row.getLong("epoch"),
                                        row.getString("job_id")),
                        owner.id());
    }

    private static JobRow job(ResultSet row) throws SQLException {
        return new JobRow(
                row.getString("id"),
                row.getString("vine_id"),
                row.getString("job_type"),
                row.getString("status"),
                row.getString("error_code"),
                row.getString("worker_id"),
                row.getInt("attempt"),
                row.getObject("created_at", OffsetDateTime.class),
                row.getObject("claimed_at", OffsetDateTime.class),
                row.getObject("started_at", OffsetDateTime.class),
                row.getObject("completed_at", OffsetDateTime.class),
                row.getString("config_hash"),
                row.getString("plan_job_id"),
                row.getObject("lease_epoch", Long.class),
                row.getString("log_state"),
                row.getInt("log_attempt"),
                row.getLong("next_seq"),
                row.getLong("log_bytes"),
                row.getString("log_sha256"));
    }
}
