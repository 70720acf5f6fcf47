package io.vintner.gateway.resume;

import io.micrometer.core.instrument.MeterRegistry;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.history.RecentChanges;
import io.vintner.gateway.replay.Replays;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Puts the parts of resuming together, starts and stops them. */
@ApplicationScoped
public class Resuming {

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("replay-", 0).factory());
    private final ReceiptTable table;
    private final Receipts receipts;
    private final Replays replays;
    private final ResumeSessions sessions;

    Resuming(
            ResumeConfig config,
            Database database,
            Replays.Parts parts,
            MeterRegistry meters,
            InstantSource clock) {
        RecentChanges recent = parts.recent();
        ResumeMetrics metrics = new ResumeMetrics(meters, recent);
        table = new ReceiptTable(database, config.receiptAgeMax(), config.receiptsMax());
        MemoryReceipts memory =
                new MemoryReceipts(config.receiptAgeMax(), config.receiptsMax(), clock);
        receipts =
                new Receipts(
                        new ReceiptStores(table, memory, clock), config.receiptsMax(), metrics);
        replays = new Replays(parts, metrics, threads, config.sweepsMax());
        sessions = new ResumeSessions(recent, receipts, replays, metrics);
    }

    /** The sockets of clients that can resume. */
    public ResumeSessions sessions() {
        return sessions;
    }

    /** Begins to work. */
    public void start() {
        receipts.start();
    }

    /** Time has passed. */
    public void tick() {
        replays.tick();
    }

    /** Stores what is proven, and stops. */
    public void stop() {
        receipts.close();
        table.close();
        threads.shutdownNow();
    }
}
