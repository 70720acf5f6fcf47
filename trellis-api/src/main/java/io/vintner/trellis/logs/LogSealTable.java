package io.vintner.trellis.logs;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.jobs.JobId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The statements on the state of each log's head. */
@ApplicationScoped
class LogSealTable {

    /** How far the present attempt's log has come. */
    record Head(int attempt, long nextSeq, long bytes, LogState state) {}

    Head head(Session session, JobId job) {
        return session.get(
                "select * from job_log_heads where job_id = $1",
                row ->
                        new Head(
                                row.getInteger("attempt"),
                                row.getLong("next_seq"),
                                row.getLong("bytes"),
                                LogState.valueOf(row.getString("state"))),
                job.value());
    }

    List<String> chunks(Session session, JobId job, int attempt, long from, int limit) {
        return session.list(
                """
                select log_chunk from provision_job_logs
                where job_id = $1 and attempt = $2 and seq >= $3 and seq < $3 + $4
                order by seq
                """,
                row -> row.getString("log_chunk"),
                job.value(),
                attempt,
                from,
                (long) limit);
    }

    /** Sets the state if the head is still as it was judged; answers the state that stands. */
    LogState seal(Session session, JobId job, Head judged, LogState state, Buffer sha256) {
        session.change(
                """
                update job_log_heads set state = $5, sha256 = $6
                where job_id = $1 and attempt = $2 and next_seq = $3 and bytes = $4
                  and state = 'OPEN'
                """,
                job.value(),
                judged.attempt(),
                judged.nextSeq(),
                judged.bytes(),
                state.name(),
                sha256);
        return head(session, job).state();
    }

    int giveUp(Session session, Duration after, int limit) {
        return session.change(
                """
                update job_log_heads set state = 'INCOMPLETE' where job_id in (
                  select head.job_id from job_log_heads head
                  join provision_jobs job on job.id = head.job_id
                  where head.state = 'OPEN'
                    and job.completed_at < now() - make_interval(secs => $1)
                  limit $2
                  for no key update of head skip locked)
                """,
                seconds(after),
                limit);
    }

    int forget(Session session, Duration kept, int limit) {
        List<UUID> jobs =
                session.list(
                        """
                        update job_log_heads set state = 'DELETED' where job_id in (
                          select head.job_id from job_log_heads head
                          join provision_jobs job on job.id = head.job_id
                          where head.state in ('SEALED', 'INCOMPLETE')
                            and job.completed_at < now() - make_interval(secs => $1)
                          limit $2
                          for no key update of head skip locked)
                        returning job_id
                        """,
                        row -> row.getUUID("job_id"),
                        seconds(kept),
                        limit);
        if (!jobs.isEmpty()) {
            deleteRows(session, jobs);
        }
        return jobs.size();
    }

    private static void deleteRows(Session session, List<UUID> jobs) {
        session.change(
                "delete from provision_job_logs where job_id = any ($1)",
                (Object) jobs.toArray(UUID[]::new));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
