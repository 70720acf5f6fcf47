package io.vintner.gateway.bench.client;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;

/**
 * All clients lose their gateway and come back, with the pauses of the stock client between their
 * attempts, each until it is told what it missed. For the thread of the loop.
 */
final class ComingBack {

    /** The stock client's; the last one for every further attempt. In microseconds. */
    private static final long[] PAUSES = {1_000_000, 2_000_000, 5_000_000, 10_000_000};

    private static final long WAIT_MAX_MICROS = 600_000_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final long[] dueAt;
    private final long[] attemptedAt;
    private final int[] attempts;
    private final boolean[] isOpen;
    private final boolean[] isBack;
    private final Histogram untilOpen = new Histogram(WAIT_MAX_MICROS, 3);
    private final Histogram untilJoined = new Histogram(WAIT_MAX_MICROS, 3);
    private final Histogram waits = new Histogram(WAIT_MAX_MICROS, 3);
    private final CompletableFuture<String> done = new CompletableFuture<>();
    private long readyAt = NEVER;
    private int resumed;
    private int fetched;

    ComingBack(int clients) {
        dueAt = new long[clients];
        Arrays.fill(dueAt, NEVER);
        attemptedAt = new long[clients];
        attempts = new int[clients];
        isOpen = new boolean[clients];
        isBack = new boolean[clients];
    }

    /**
     * How many resumed and how many were told to fetch, then the microseconds p50, p99 and longest
     * from each one's first attempt that the gateway was ready for, and the medians from there to
     * its open socket and to the answer to its join.
     */
    CompletableFuture<String> done() {
        return done;
    }

    /** The gateway is ready again. */
    void ready(long now) {
        readyAt = now;
    }

    /** A client has lost its connection, or did not get one. */
    void lost(int client, long now) {
        isOpen[client] = false;
        refused(client, now);
    }

    /** A client's join was refused: the stock client's pauses are the same then. */
    void refused(int client, long now) {
        int attempt = Math.min(attempts[client]++, PAUSES.length - 1);
        dueAt[client] = now + PAUSES[attempt];
    }

    /** Lets everybody try again whose pause is over. */
    void tick(long now, IntConsumer connect, IntConsumer join) {
        for (int client = 0; client < dueAt.length; client++) {
            if (dueAt[client] <= now) {
                dueAt[client] = NEVER;
                if (isOpen[client]) {
                    join.accept(client);
                    continue;
                }
                if (attemptedAt[client] < readyAt) {
                    attemptedAt[client] = now;
                }
                connect.accept(client);
            }
        }
    }

    /** A client's socket is open. */
    void opened(int client, long now) {
        isOpen[client] = true;
        since(client, now, untilOpen);
    }

    /** A client's join was answered. */
    void joined(int client, long now) {
        since(client, now, untilJoined);
    }

    private void since(int client, long now, Histogram waits) {
        waits.recordValue(Math.clamp(now - attemptedAt[client], 0, WAIT_MAX_MICROS));
    }

    /**
     * A client was told what it missed.
     *
     * @param hasAll whether that is everything
     */
    void told(int client, boolean hasAll, long now) {
        if (isBack[client]) {
            throw new IllegalStateException("client %d was told twice".formatted(client));
        }
        isBack[client] = true;
        if (hasAll) {
            resumed++;
        } else {
            fetched++;
        }
        since(client, now, waits);
        if (resumed + fetched == isBack.length) {
            done.complete(
                    String.format(
                            Locale.ROOT,
                            "%d %d %d %d %d %d %d",
                            resumed,
                            fetched,
                            waits.getValueAtPercentile(50),
                            waits.getValueAtPercentile(99),
                            waits.getMaxValue(),
                            untilOpen.getValueAtPercentile(50),
                            untilJoined.getValueAtPercentile(50)));
        }
    }
}
