package io.vintner.trellis.logs;

import io.micrometer.core.instrument.Timer;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.DatabaseUnavailableException;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.jobs.JobId;
import io.vintner.trellis.jobs.Jobs;
import io.vintner.trellis.jobs.Leases;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.tendrils.Directive;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Appends to job logs, each chunk once and in order, and reads them. */
@ApplicationScoped
class Logs {

    private final Transactions transactions;
    private final LogTable table;
    private final Leases leases;
    private final Jobs jobs;
    private final LogsConfig config;
    private final AppendMetrics metrics;

    Logs(
            Transactions transactions,
            LogTable table,
            Leases leases,
            Jobs jobs,
            LogsConfig config,
            AppendMetrics metrics) {
        this.transactions = transactions;
        this.table = table;
        this.leases = leases;
        this.jobs = jobs;
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * What a Tendril sends: numbered chunks under an epoch, or one chunk of the documented form,
     * which has no number, and an epoch only if the caller proved one.
     */
    sealed interface Append {
        record Numbered(long epoch, List<LogChunk> chunks) implements Append {}

        record Single(@Nullable Long epoch, StreamType stream, String text) implements Append {}
    }

    /** What the log expects next, and what the Tendril is to do with the job. */
    record Appended(long nextSeq, Directive directive) {}

    /**
     * Appends in one transaction.
     *
     * @throws ProblemException {@code lease-lost}, {@code log-gap}, {@code log-conflict}, {@code
     *     log-chunk-too-large}; then nothing was stored
     */
    Appended append(TendrilId tendril, JobId job, Append append) {
        Timer.Sample sample = Timer.start();
        try {
            Appended answer =
                    transactions.run(session ->
                            switch (append) {
                                case Append.Single single ->
                                        appendSingle(session, tendril, job, single);
                                case Append.Numbered numbered ->
                                        appendNumbered(session, tendril, job, numbered);
                            });
            metrics.stored(sample);
            return answer;
        } catch (ProblemException refusal) {
            metrics.refused(refusal.type());
            throw refusal;
        } catch (DatabaseUnavailableException outage) {
            metrics.refused(ProblemType.DATABASE_UNAVAILABLE);
            throw outage;
        }
    }

    private Appended appendSingle(
            Session session, TendrilId tendril, JobId job, Append.Single single) {
        Held held = hold(session, tendril, job, single.epoch());
        LogTable.Head head = held.head();
        LogChunk chunk = new LogChunk(head.nextSeq(), single.stream(), single.text(), null, null);
        return store(session, held, checked(List.of(chunk)));
    }

    private Appended appendNumbered(
            Session session, TendrilId tendril, JobId job, Append.Numbered numbered) {
        List<LogChunk> chunks = checked(numbered.chunks());
        return store(session, hold(session, tendril, job, numbered.epoch()), chunks);
    }

    /** A log that nobody else grows until the transaction ends, and the lease that allows it. */
    private record Held(LogTable.Head head, Leases.Holding holding) {}

    /** The lease is asked for with the head held, which a new lease takes first: it stays true. */
    private Held hold(Session session, TendrilId tendril, JobId job, @Nullable Long epoch) {
        Optional<LogTable.Head> head = table.lockHead(session, job);
        Leases.Holding holding = leases.require(session, tendril, job, epoch);
        return new Held(head.orElseThrow(), holding);
    }

    private List<LogChunk> checked(List<LogChunk> chunks) {
        if (chunks.size() > config.chunksMax()) {
            throw ProblemException.invalid("chunks", "are more than " + config.chunksMax());
        }
        for (LogChunk chunk : chunks) {
            int size = chunk.bytes();
            if (size > config.chunkBytesMax()) {
                throw new ProblemException(
                        ProblemType.LOG_CHUNK_TOO_LARGE,
                        "a chunk has at most %d bytes".formatted(config.chunkBytesMax()),
                        Map.of(
                                "seq", chunk.seq(),
                                "bytes", size,
                                "chunk_bytes_max", config.chunkBytesMax()));
            }
        }
        return chunks.stream().map(LogChunk::storable).toList();
    }

    private Appended store(Session session, Held held, List<LogChunk> chunks) {
        LogTable.Head head = held.head();
        Leases.Holding holding = held.holding();
        JobId job = holding.job().jobId();
        long next = head.nextSeq();
        for (LogChunk chunk : chunks) {
            if (chunk.seq() > next || chunk.seq() < 1) {
                throw refused(ProblemType.LOG_GAP, chunk.seq(), next);
            }
            next = Math.max(next, chunk.seq() + 1);
        }
        List<LogChunk> known =
                chunks.stream().filter(chunk -> chunk.seq() < head.nextSeq()).toList();
        if (!known.isEmpty()
                && table.countStored(session, job, head.attempt(), known) < known.size()) {
            throw refused(ProblemType.LOG_CONFLICT, known.getFirst().seq(), head.nextSeq());
        }
        List<LogChunk> fresh =
                chunks.stream().filter(chunk -> chunk.seq() >= head.nextSeq()).toList();
        if (!fresh.isEmpty() && head.state() != LogState.OPEN) {
            throw refused(ProblemType.LOG_SEALED, fresh.getFirst().seq(), head.nextSeq());
        }
        if (!fresh.isEmpty()) {
            long size = fresh.stream().mapToLong(LogChunk::bytes).sum();
            long gap = fresh.stream().mapToLong(LogChunk::gap).sum();
            table.append(
                    session,
                    holding.job(),
                    head.attempt(),
                    fresh,
                    new LogTable.Growth(next, size, gap));
            metrics.added(size);
        }
        leases.seen(session, holding);
        return new Appended(next, holding.directive());
    }

    private static ProblemException refused(ProblemType type, long seq, long next) {
        return new ProblemException(
                type,
                "chunk %d came where %d is expected".formatted(seq, next),
                Map.of("seq", seq, "next_seq", next));
    }

    List<LogRow> read(Caller.Person caller, JobId job, LogQuestion question) {
        jobs.get(caller, job);
        return page(caller, job, question);
    }

    /** What is known of the whole log of a job that the caller may see. */
    LogTable.Standing standing(JobId job) {
        return transactions.run(session -> table.standing(session, job));
    }

    /** Hands every row that is asked for to {@code reader}, page by page, in order of id. */
    void readAll(
            Caller.Person caller, JobId job, @Nullable StreamType stream, Consumer<LogRow> reader) {
        LogQuestion question = new LogQuestion(0, null, null, stream, config.pageRowsMax());
        List<LogRow> rows = page(caller, job, question);
        while (!rows.isEmpty()) {
            rows.forEach(reader);
            rows = page(caller, job, question.continuedAfter(rows.getLast().id()));
        }
    }

    private List<LogRow> page(Caller.Person caller, JobId job, LogQuestion question) {
        return transactions.as(
                caller.reader(),
                session ->
                        table.listVisible(session, job.value(), question, config.pageBytesMax()));
    }
}
