package io.vintner.local.oracle;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes a transaction after each join that was answered: whatever commits after it must be heard.
 * One transaction serves all joins that wait for it.
 */
final class Markers {

    private static final int LOOK_MILLIS = 20;

    private final OracleDatabase database;
    private final CountDownLatch closed;
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>();
    private final Map<String, List<String>> transactions = new ConcurrentHashMap<>();
    private int attempts;
    private int markers;

    Markers(OracleDatabase database, CountDownLatch closed) {
        this.database = database;
        this.closed = closed;
    }

    /** Asks for one; returns its name. */
    synchronized String next() {
        String marker = "m" + markers++;
        waiting.add(marker);
        return marker;
    }

    /** The transactions that were tried for it, in order: the first that has committed counts. */
    List<String> transactions(String marker) {
        return transactions.getOrDefault(marker, List.of());
    }

    /** Writes until it is closed. */
    void run() throws InterruptedException {
        List<String> open = new ArrayList<>();
        while (closed.getCount() > 0 || !waiting.isEmpty()) {
            String first = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                open.add(first);
                waiting.drainTo(open);
            }
            if (!open.isEmpty() && write(open)) {
                open.clear();
            }
        }
    }

    private boolean write(List<String> open) {
        String id = "marker-" + attempts++;
        open.forEach(marker ->
                transactions.merge(
                        marker,
                        List.of(id),
                        (some, more) -> {
                            List<String> all = new ArrayList<>(some);
                            all.addAll(more);
                            return List.copyOf(all);
                        }));
        try (Connection sql = database.connect();
                Statement statement = sql.createStatement()) {
            sql.setAutoCommit(false);
            database.enter(statement, id, List.of());
            sql.commit();
            database.hasCommitted(id);
            return true;
        } catch (SQLException away) {
            RandomWriter.requireAway(away);
            return false;
        }
    }
}
