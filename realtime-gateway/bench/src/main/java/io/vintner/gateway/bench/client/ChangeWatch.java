package io.vintner.gateway.bench.client;

import java.util.Arrays;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Watches one load arrive at all clients: that each gets its own rows, each once, in their order,
 * and how long after the moment for which it was planned each came. Who has come back may get some
 * again first, without a hole. Row number n of a load is for the clients whose number leaves the
 * same remainder as n, divided by the groups. For one thread.
 */
final class ChangeWatch {

    private static final long LATENCY_MAX_MICROS = 600_000_000;

    /** What stands for no row. */
    private static final long NONE = -1;

    private final long firstId;
    private final long rows;
    private final int groups;
    private final long[] next;

    /** The row that may come again: any that was there, or the one after the last that did. */
    private final long[] again;

    private final boolean[] cameBack;
    private final Histogram all = new Histogram(LATENCY_MAX_MICROS, 3);
    private final Histogram firstHalf = new Histogram(LATENCY_MAX_MICROS, 3);
    private final Histogram secondHalf = new Histogram(LATENCY_MAX_MICROS, 3);
    private long left;
    private long repeated;

    /**
     * @param rows a multiple of {@code groups}
     */
    ChangeWatch(int clients, long firstId, long rows, int groups) {
        if (rows % groups != 0) {
            throw new IllegalArgumentException("%d rows for %d groups".formatted(rows, groups));
        }
        this.firstId = firstId;
        this.rows = rows;
        this.groups = groups;
        this.next = new long[clients];
        this.again = new long[clients];
        Arrays.fill(again, NONE);
        this.cameBack = new boolean[clients];
        for (int client = 0; client < clients; client++) {
            next[client] = firstId + client % groups;
        }
        this.left = clients * (rows / groups);
    }

    /**
     * A row came.
     *
     * @param at when it was to be written, in the same microseconds as {@code now}
     * @throws IllegalStateException if it is not the next row of that client
     */
    void row(int client, long id, long at, long now) {
        if (isRepeated(client, id)) {
            repeated++;
            return;
        }
        long expected = next[client];
        if (id != expected || id >= firstId + rows) {
            throw new IllegalStateException(
                    "client %d: expected row %d, came %d, which is %s"
                            .formatted(client, expected, id, what(client, id, expected)));
        }
        next[client] = expected + groups;
        left--;
        long micros = Math.clamp(now - at, 0, LATENCY_MAX_MICROS);
        all.recordValue(micros);
        (id - firstId < rows / 2 ? firstHalf : secondHalf).recordValue(micros);
    }

    /** From the next row on, the client may get some again. */
    void cameBack(int client) {
        cameBack[client] = true;
        again[client] = NONE;
    }

    private boolean isRepeated(int client, long id) {
        boolean first = cameBack[client];
        cameBack[client] = false;
        if (first ? id >= next[client] || id < firstId : again[client] == NONE) {
            return false;
        }
        if (Math.floorMod(id - firstId, groups) != client % groups
                || (!first && id != again[client])) {
            throw new IllegalStateException(
                    "client %d: row %d came again, out of order".formatted(client, id));
        }
        again[client] = id + groups < next[client] ? id + groups : NONE;
        return true;
    }

    boolean isComplete() {
        return left == 0;
    }

    /**
     * Deliveries, then microseconds: p50, p99, longest, and the medians of both halves; then how
     * many rows came again.
     */
    String answer() {
        return String.format(
                Locale.ROOT,
                "%d %d %d %d %d %d %d",
                all.getTotalCount(),
                all.getValueAtPercentile(50),
                all.getValueAtPercentile(99),
                all.getMaxValue(),
                firstHalf.getValueAtPercentile(50),
                secondHalf.getValueAtPercentile(50),
                repeated);
    }

    private String what(int client, long id, long expected) {
        if (Math.floorMod(id - firstId, groups) != client % groups) {
            return "somebody else's";
        }
        return id < expected ? "repeated" : "out of order, or others were lost";
    }
}
