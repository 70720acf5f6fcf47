package io.vintner.trellis.logs;

import io.vertx.mutiny.sqlclient.Row;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.jobs.Job;
import io.vintner.trellis.jobs.JobId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements on {@code provision_job_logs} and on the head of each log. */
@ApplicationScoped
class LogTable {

    /** Where the log of a job goes on. */
    record Head(int attempt, long nextSeq, LogState state) {}

    /**
     * Holds the head, and so every other append of the job, until the transaction ends; none for a
     * job that nobody has claimed yet.
     */
    Optional<Head> lockHead(Session session, JobId job) {
        return session.find(
                "select attempt, next_seq, state from job_log_heads where job_id = $1 for update",
                row ->
                        new Head(
                                row.getInteger("attempt"),
                                row.getLong("next_seq"),
                                LogState.valueOf(row.getString("state"))),
                job.value());
    }

    /**
     * What is known of a whole log.
     *
     * @param gapBytes of the present attempt's output that were left out, as its rows say
     */
    record Standing(LogState state, long gapBytes) {}

    /** OPEN and without a gap for a job that nobody has claimed yet. */
    Standing standing(Session session, JobId job) {
        return session.find(
                        "select state, gap_bytes from job_log_heads where job_id = $1",
                        row ->
                                new Standing(
                                        LogState.valueOf(row.getString("state")),
                                        row.getLong("gap_bytes")),
                        job.value())
                .orElse(new Standing(LogState.OPEN, 0));
    }

    /** What an append adds to a log. */
    record Growth(long nextSeq, long bytes, long gapBytes) {}

    /** Adds chunks to the log of an attempt, whose head is held. */
    void append(Session session, Job job, int attempt, List<LogChunk> chunks, Growth growth) {
        session.change(
                """
                with head as (
                  update job_log_heads
                  set next_seq = $9, bytes = bytes + $10, gap_bytes = gap_bytes + $11
                  where job_id = $1)
                insert into provision_job_logs
                  (job_id, user_id, attempt, seq, stream_type, log_chunk, emitted_at, gap_bytes)
                select $1, $2, $3, seq, stream_type, log_chunk, emitted_at, gap_bytes
                from unnest(
                    $4::bigint[], $5::text[], $6::text[], $7::timestamptz[], $8::bigint[])
                  as sent (seq, stream_type, log_chunk, emitted_at, gap_bytes)
                order by seq
                """,
                job.id(),
                job.userId(),
                attempt,
                chunks.stream().map(LogChunk::seq).toArray(Long[]::new),
                chunks.stream().map(chunk -> chunk.streamType().name()).toArray(String[]::new),
                chunks.stream().map(LogChunk::logChunk).toArray(String[]::new),
                chunks.stream().map(LogChunk::emittedAt).toArray(OffsetDateTime[]::new),
                chunks.stream().map(LogChunk::gapBytes).toArray(Long[]::new),
                growth.nextSeq(),
                growth.bytes(),
                growth.gapBytes());
    }

    /** How many of {@code chunks} stand in the log exactly as they are sent. */
    long countStored(Session session, JobId job, int attempt, List<LogChunk> chunks) {
        return session.get(
                """
                select count(*) as stored
                from unnest($3::bigint[], $4::text[], $5::text[], $6::bigint[])
                  as sent (seq, stream_type, log_chunk, gap_bytes)
                join provision_job_logs log on log.job_id = $1 and log.attempt = $2
                  and log.seq = sent.seq and log.stream_type = sent.stream_type
                  and log.log_chunk = sent.log_chunk
                  and log.gap_bytes is not distinct from sent.gap_bytes
                """,
                row -> row.getLong("stored"),
                job.value(),
                attempt,
                chunks.stream().map(LogChunk::seq).toArray(Long[]::new),
                chunks.stream().map(chunk -> chunk.streamType().name()).toArray(String[]::new),
                chunks.stream().map(LogChunk::logChunk).toArray(String[]::new),
                chunks.stream().map(LogChunk::gapBytes).toArray(Long[]::new));
    }

    /** A page in order of id, cut by rows and by bytes. */
    List<LogRow> listVisible(Session session, UUID job, LogQuestion question, int bytesMax) {
        return session.list(
                """
                select * from (
                  select log.*, sum(octet_length(log_chunk)) over (order by id) as total,
                    row_number() over (order by id) as place
                  from provision_job_logs log
                  where job_id = $1 and id > $2
                    and ($3::int is null or attempt = $3)
                    and ($4::bigint is null or seq > $4)
                    and ($5::text is null or stream_type = $5)
                  order by id
                  limit $6
                ) page
                where place = 1 or total <= $7
                order by id
                """,
                LogTable::read,
                job,
                question.after(),
                question.attempt(),
                question.afterSeq(),
                question.stream() == null ? null : question.stream().name(),
                question.limit(),
                bytesMax);
    }

    private static LogRow read(Row row) {
        return new LogRow(
                row.getLong("id"),
                row.getUUID("job_id"),
                row.getUUID("user_id"),
                row.getInteger("attempt"),
                row.getLong("seq"),
                StreamType.valueOf(row.getString("stream_type")),
                row.getString("log_chunk"),
                row.getOffsetDateTime("emitted_at"),
                row.getOffsetDateTime("created_at"),
                row.getLong("gap_bytes"));
    }
}
