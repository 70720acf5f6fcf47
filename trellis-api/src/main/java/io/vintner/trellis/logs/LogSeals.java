package io.vintner.trellis.logs;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.jobs.JobId;
import io.vintner.trellis.jobs.Leases;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Says of each log whether it is whole: compares what is stored with what its Tendril had, gives up
 * on those whose Tendril never says, and deletes those that are too old.
 */
@ApplicationScoped
public class LogSeals {

    private static final Logger LOG = Logger.getLogger(LogSeals.class);

    private static final int CHUNKS_AT_ONCE = 64;
    private static final int JOBS_AT_ONCE = 20;

    private final Transactions transactions;
    private final LogSealTable table;
    private final Leases leases;
    private final LogsConfig config;

    LogSeals(Transactions transactions, LogSealTable table, Leases leases, LogsConfig config) {
        this.transactions = transactions;
        this.table = table;
        this.leases = leases;
        this.config = config;
    }

    /**
     * What a Tendril has of a log.
     *
     * @param lastSeq number of the last chunk; 0 when there is none
     * @param bytes of all chunks, UTF-8
     * @param sha256 of all chunks in their order, in hex
     */
    record Claimed(long epoch, long lastSeq, long bytes, String sha256) {}

    /**
     * Seals the log. The same again answers the same.
     *
     * @throws ProblemException {@code log-gap} while chunks are missing that can still come, {@code
     *     lease-lost}
     */
    LogState seal(TendrilId tendril, JobId job, Claimed claimed) {
        LogSealTable.Head head =
                transactions.run(session -> {
                    leases.require(session, tendril, job, claimed.epoch());
                    return table.head(session, job);
                });
        if (head.state() != LogState.OPEN) {
            return head.state();
        }
        if (claimed.lastSeq() >= head.nextSeq()) {
            throw new ProblemException(
                    ProblemType.LOG_GAP,
                    "chunk %d is missing".formatted(head.nextSeq()),
                    Map.of("seq", claimed.lastSeq(), "next_seq", head.nextSeq()));
        }
        byte[] sha256 = digest(job, head);
        boolean whole =
                claimed.lastSeq() == head.nextSeq() - 1
                        && claimed.bytes() == head.bytes()
                        && HexFormat.of().formatHex(sha256).equals(claimed.sha256());
        LogState state = whole ? LogState.SEALED : LogState.INCOMPLETE;
        if (!whole) {
            LOG.warnf("log differs from what its tendril has, jobId=%s", job.value());
        }
        return transactions.run(session -> {
            leases.require(session, tendril, job, claimed.epoch());
            return table.seal(session, job, head, state, Buffer.buffer(sha256));
        });
    }

    /** Chunks never change, so they may be read while others are appended. */
    private byte[] digest(JobId job, LogSealTable.Head head) {
        MessageDigest digest = sha256();
        long next = 1;
        while (next < head.nextSeq()) {
            long from = next;
            List<String> chunks =
                    transactions.run(session ->
                            table.chunks(session, job, head.attempt(), from, CHUNKS_AT_ONCE));
            if (chunks.isEmpty()) {
                break;
            }
            chunks.forEach(chunk -> digest.update(chunk.getBytes(StandardCharsets.UTF_8)));
            next += chunks.size();
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Gives up on logs whose Tendril never said that they are complete; answers how many. */
    public int giveUp() {
        return transactions.run(
                session -> table.giveUp(session, config.sealedWithin(), JOBS_AT_ONCE));
    }

    /** Deletes logs that are older than they are kept; answers of how many jobs. */
    public int forget() {
        return config.kept()
                .map(kept -> transactions.run(session -> table.forget(session, kept, JOBS_AT_ONCE)))
                .orElse(0);
    }
}
