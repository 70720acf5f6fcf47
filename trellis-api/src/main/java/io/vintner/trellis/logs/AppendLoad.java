package io.vintner.trellis.logs;

import io.vintner.trellis.jobs.LogTerms;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How many appends this node serves at a time, and what Tendrils are told for it. That number, not
 * how many come in a second, says whether the node keeps up: it is small on a fast machine and
 * rises wherever appends begin to wait, for whatever reason. Thread-safe.
 */
final class AppendLoad implements LogTerms {

    /** Over which the number is averaged. */
    private static final double SECONDS = 2;

    private final LogsConfig config;
    private final LongSupplier nanos;
    private int present;
    private double average;
    private long notedAt;

    /**
     * @param nanos a clock that only rises, in nanoseconds
     */
    AppendLoad(LogsConfig config, LongSupplier nanos) {
        this.config = config;
        this.nanos = nanos;
        this.notedAt = nanos.getAsLong();
    }

    /** Serves one append. */
    <T> T serve(Supplier<T> append) {
        change(1);
        try {
            return append.get();
        } finally {
            change(-1);
        }
    }

    private synchronized void change(int more) {
        note();
        present += more;
    }

    @Override
    public synchronized int flushIntervalMs() {
        note();
        double load = Math.max(1, average / config.appendsAtOnceMax());
        double interval = (double) config.flushIntervalMin().toMillis() * load * load;
        double most = (double) config.flushIntervalMax().toMillis();
        return Math.toIntExact(Math.round(Math.min(interval, most)));
    }

    @Override
    public int chunkBytesMax() {
        return config.chunkBytesMax();
    }

    private void note() {
        long now = nanos.getAsLong();
        double kept = Math.exp(-(now - notedAt) / 1e9 / SECONDS);
        average = average * kept + present * (1 - kept);
        notedAt = now;
    }
}
