package io.vintner.gateway.resume;

import io.vintner.change.ChangePosition;
import io.vintner.gateway.database.DatabaseAwayException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The receipts of all clients. What joins ask for goes to the store at once, together with what
 * others ask for meanwhile; receipts of heartbeats go there once a second, all in one statement.
 * Thread-safe.
 *
 * <p>While PostgreSQL is away, nobody has a receipt: they fetch. What is to be stored and removed
 * then waits until it is back.
 */
public final class Receipts implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Receipts.class);
    private static final int REQUESTS_MAX = 10_000;
    private static final int TOGETHER_MAX = 1_000;
    private static final int FLUSH_MAX = 20_000;
    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long EXPIRE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final ReceiptStore store;
    private final int max;
    private final ResumeMetrics metrics;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(REQUESTS_MAX);

    /** Proven, but not stored. */
    private final Map<ReceiptKey, Receipt> waiting = new ConcurrentHashMap<>();

    /** To be removed, but still stored. For the thread only. */
    private final Set<ReceiptKey> unforgotten = new LinkedHashSet<>();

    private @Nullable Thread thread;
    private volatile boolean closing;
    private long flushAt = System.nanoTime() + FLUSH_NANOS;

    /** At once: whether there is a table is said when the gateway starts. */
    private long expireAt = System.nanoTime();

    private sealed interface Request {

        record Find(ReceiptKey key, CompletableFuture<Found> answer) implements Request {}

        record Begin(ReceiptKey key, Receipt receipt, CompletableFuture<Boolean> answer)
                implements Request {}

        record Forget(ReceiptKey key) implements Request {}

        record Stop() implements Request {}
    }

    private record Found(@Nullable Receipt receipt) {}

    /**
     * @param max how many may wait to be stored or removed; more are dropped, and their clients
     *     fetch or hear again
     */
    Receipts(ReceiptStore store, int max, ResumeMetrics metrics) {
        this.store = store;
        this.max = max;
        this.metrics = metrics;
    }

    /** Begins to work. */
    public void start() {
        thread = Thread.ofVirtual().name("receipts").start(this::run);
    }

    /** The receipt of {@code key}; null if there is none, or none can be had. May wait. */
    @Nullable Receipt find(ReceiptKey key) {
        CompletableFuture<Found> answer = new CompletableFuture<>();
        Found found = ask(new Request.Find(key, answer), answer);
        Receipt stored = found == null ? null : found.receipt();
        Receipt proven = waiting.get(key);
        if (stored == null || proven == null) {
            return stored == null ? proven : stored;
        }
        return stored.later(proven);
    }

    /** Keeps where a channel begins. May wait until it is stored. */
    void begin(ReceiptKey key, Receipt receipt) {
        waiting.remove(key);
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        ask(new Request.Begin(key, receipt, answer), answer);
    }

    /** The client has everything up to {@code position}. */
    void confirm(ReceiptKey key, ChangePosition position) {
        store(key, new Receipt(position, false));
    }

    private void store(ReceiptKey key, Receipt receipt) {
        if (waiting.size() < max || waiting.containsKey(key)) {
            waiting.merge(key, receipt, Receipt::later);
        }
    }

    /** The client has left: it has no receipt any more, whatever it asks for after this. */
    void forget(ReceiptKey key) {
        waiting.remove(key);
        put(new Request.Forget(key));
    }

    /** Stores what is proven, and stops. */
    @Override
    public void close() {
        Thread running = thread;
        closing = true;
        var _ = requests.offer(new Request.Stop());
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> @Nullable T ask(Request request, CompletableFuture<T> answer) {
        if (!put(request)) {
            return null;
        }
        try {
            return answer.get(ANSWER_MAX.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException none) {
            LOG.warn("receipts did not answer");
            return null;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private boolean put(Request request) {
        try {
            return !closing && requests.offer(request, ANSWER_MAX.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        List<Request> together = new ArrayList<>();
        while (!closing) {
            try {
                expireIfDue(System.nanoTime());
                Request first =
                        requests.poll(
                                Math.max(0, flushAt - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (first != null) {
                    together.add(first);
                    requests.drainTo(together, TOGETHER_MAX - 1);
                }
                handle(together);
                flushIfDue(System.nanoTime());
            } catch (InterruptedException stopping) {
                break;
            } catch (RuntimeException failure) {
                LOG.error("receipts failed", failure);
                together.forEach(Receipts::giveUp);
            }
            together.clear();
        }
        flush();
    }

    private void handle(List<Request> together) {
        List<Request.Find> finds = new ArrayList<>();
        Map<ReceiptKey, Receipt> begins = new HashMap<>();
        for (Request request : together) {
            switch (request) {
                case Request.Find find -> finds.add(find);
                case Request.Begin begin -> begins.put(begin.key(), begin.receipt());
                case Request.Forget(ReceiptKey key) -> unforgotten.add(key);
                case Request.Stop _ -> {}
            }
        }
        try {
            forgetAll();
            find(finds);
            if (!begins.isEmpty()) {
                store.store(begins);
                metrics.stored(begins.size());
            }
        } catch (DatabaseAwayException away) {
            LOG.debugf("receipts wait for PostgreSQL, error=%s", away.getMessage());
            begins.forEach(this::store);
        }
        together.forEach(Receipts::giveUp);
    }

    private void forgetAll() throws DatabaseAwayException {
        if (unforgotten.isEmpty()) {
            return;
        }
        if (unforgotten.size() > max) {
            LOG.errorf("receipts could not be removed, count=%d", unforgotten.size());
            unforgotten.clear();
        }
        store.forget(unforgotten);
        unforgotten.clear();
    }

    private void find(List<Request.Find> finds) throws DatabaseAwayException {
        if (!finds.isEmpty()) {
            Map<ReceiptKey, Receipt> found =
                    store.find(finds.stream().map(Request.Find::key).distinct().toList());
            finds.forEach(find -> find.answer().complete(new Found(found.get(find.key()))));
        }
    }

    /** Lets whoever still waits go on without an answer. */
    private static void giveUp(Request request) {
        switch (request) {
            case Request.Find find -> find.answer().complete(new Found(null));
            case Request.Begin begin -> begin.answer().complete(true);
            case Request.Forget _, Request.Stop _ -> {}
        }
    }

    private void flushIfDue(long now) {
        if (now - flushAt >= 0) {
            flushAt = now + FLUSH_NANOS;
            flush();
        }
    }

    private void expireIfDue(long now) {
        if (now - expireAt >= 0) {
            expireAt = now + EXPIRE_NANOS;
            try {
                store.expire();
            } catch (DatabaseAwayException away) {
                LOG.debugf("old receipts stay for now, error=%s", away.getMessage());
            }
        }
    }

    private void flush() {
        try {
            forgetAll();
            Map<ReceiptKey, Receipt> some = new HashMap<>();
            for (Map.Entry<ReceiptKey, Receipt> one : waiting.entrySet()) {
                if (some.size() == FLUSH_MAX) {
                    break;
                }
                some.put(one.getKey(), one.getValue());
            }
            if (!some.isEmpty()) {
                store.store(some);
                metrics.stored(some.size());
                some.forEach(waiting::remove);
            }
        } catch (DatabaseAwayException away) {
            LOG.debugf("receipts wait for PostgreSQL, error=%s", away.getMessage());
        }
    }
}
