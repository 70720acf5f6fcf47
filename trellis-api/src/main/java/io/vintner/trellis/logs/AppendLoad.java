package io.vintner.trellis.logs;

import io.vintner.trellis.jobs.LogTerms;
import java.util.function.LongSupplier;

/** How busy appending is on this node, and what Tendrils are told for it. Thread-safe. */
final class AppendLoad implements LogTerms {

    /** Over which the rate is averaged. */
    private static final double SECONDS = 5;

    private final LogsConfig config;
    private final LongSupplier nanos;
    private double perSecond;
    private long notedAt;

    /**
     * @param nanos a clock that only rises, in nanoseconds
     */
    AppendLoad(LogsConfig config, LongSupplier nanos) {
        this.config = config;
        this.nanos = nanos;
        this.notedAt = nanos.getAsLong();
    }

    /** Counts one append. */
    synchronized void note() {
        decay();
        perSecond += 1 / SECONDS;
    }

    @Override
    public synchronized int flushIntervalMs() {
        decay();
        double load = Math.max(1, perSecond / config.appendsPerSecondMax());
        double interval = (double) config.flushIntervalMin().toMillis() * load * load;
        double most = (double) config.flushIntervalMax().toMillis();
        return Math.toIntExact(Math.round(Math.min(interval, most)));
    }

    @Override
    public int chunkBytesMax() {
        return config.chunkBytesMax();
    }

    private void decay() {
        long now = nanos.getAsLong();
        perSecond *= Math.exp(-(now - notedAt) / 1e9 / SECONDS);
        notedAt = now;
    }
}
