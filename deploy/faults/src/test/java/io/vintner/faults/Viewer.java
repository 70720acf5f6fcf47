package io.vintner.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vintner.faults.rig.Owner;
import io.vintner.faults.rig.Rig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who follows one job's log through a gateway as the stock client with a resume id does:
 * sends a heartbeat only after the answer to the last one, merges what comes by its number, and
 * reads the log anew when told to fetch. Is where it is told to be, and comes back there by itself.
 * Thread-safe.
 */
final class Viewer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONNECT_SECONDS_MAX = 20;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Rig rig;
    private final Owner owner;
    private final String job;
    private final String resumeId;
    private final HttpClient http;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ViewedLog log = new ViewedLog();
    private final List<String> answers = new ArrayList<>();
    private final Thread thread;
    private @Nullable String gateway;
    private @Nullable Session session;
    private boolean live;
    private boolean still;
    private boolean closed;

    /** Away at first. */
    Viewer(Rig rig, Owner owner, String job, String resumeId, HttpClient http) {
        this.rig = rig;
        this.owner = owner;
        this.job = job;
        this.resumeId = resumeId;
        this.http = http;
        this.thread = Thread.ofVirtual().name(resumeId).start(this::live);
    }

    /** Goes to the gateway of that address, and stays there. */
    void goTo(String address) {
        with(() -> gateway = address);
    }

    /** Goes, without a word, until told where to. */
    void cut() {
        Session open = session;
        with(() -> {
            gateway = null;
            still = false;
            live = false;
        });
        if (open != null) {
            open.end();
        }
    }

    /** Reads no more. */
    void standStill() {
        with(() -> still = true);
    }

    /** Reads on. */
    void goOn() {
        with(() -> still = false);
        Session open = session;
        if (open != null) {
            open.readOn();
        }
    }

    /** Whether it hears what happens, and has what happened before. */
    boolean isLive() {
        return ask(() -> live);
    }

    /** What it has of the log. */
    ViewedLog log() {
        return log;
    }

    /** What it was answered at its joins: {@code fetch}, or {@code resumed} and how many came. */
    List<String> answers() {
        return ask(() -> List.copyOf(answers));
    }

    @Override
    public void close() {
        cut();
        with(() -> closed = true);
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        try {
            while (true) {
                String address = awaitAddress();
                if (address == null) {
                    return;
                }
                Session next = new Session(address);
                session = next;
                next.live();
                with(() -> live = false);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where to go; null when it is over. */
    private @Nullable String awaitAddress() throws InterruptedException {
        lock.lock();
        try {
            // A moment's rest, so that a gateway that is not there is not asked all the time.
            long rest = TURN_NANOS;
            while (rest > 0 && !closed) {
                rest = changed.awaitNanos(rest);
            }
            while (gateway == null && !closed) {
                changed.await();
            }
            return closed ? null : gateway;
        } finally {
            lock.unlock();
        }
    }

    private void with(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T ask(java.util.function.Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** One socket. Its frames come one after the other. */
    private final class Session implements WebSocket.Listener {

        private final String address;
        private final String topic = "realtime:log-of-" + job;
        private final StringBuilder parts = new StringBuilder();
        private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
        private volatile @Nullable WebSocket socket;
        private volatile boolean over;
        private volatile boolean answered = true;
        private volatile boolean toFetch;
        private volatile long owed;
        private int refs;

        Session(String address) {
            this.address = address;
        }

        /** From its opening to its end. */
        void live() throws InterruptedException {
            if (!open()) {
                return;
            }
            join();
            long beatAt = System.nanoTime();
            while (!over) {
                if (toFetch) {
                    fetch();
                }
                if (answered && System.nanoTime() - beatAt > BEAT_NANOS) {
                    answered = false;
                    beatAt = System.nanoTime();
                    send("phoenix", "heartbeat", Map.of());
                }
                lock.lock();
                try {
                    long _ = changed.awaitNanos(TURN_NANOS);
                } finally {
                    lock.unlock();
                }
            }
            end();
        }

        void end() {
            over = true;
            WebSocket open = socket;
            if (open != null) {
                open.abort();
            }
            with(() -> {});
        }

        synchronized void readOn() {
            WebSocket open = socket;
            if (open != null && owed > 0) {
                open.request(owed);
                owed = 0;
            }
        }

        private boolean open() throws InterruptedException {
            URI uri =
                    URI.create(
                            "%s/realtime/v1/websocket?vsn=1.0.0&apikey=%s&resume=%s"
                                    .formatted(
                                            address.replaceFirst("^http", "ws"),
                                            rig.anonKey(),
                                            resumeId));
            try {
                socket =
                        http.newWebSocketBuilder()
                                .buildAsync(uri, this)
                                .get(CONNECT_SECONDS_MAX, TimeUnit.SECONDS);
                return true;
            } catch (ExecutionException | TimeoutException away) {
                return false;
            }
        }

        private void join() {
            Map<String, String> binding =
                    Map.of(
                            "event", "INSERT",
                            "schema", "public",
                            "table", "provision_job_logs",
                            "filter", "job_id=eq." + job);
            send(
                    topic,
                    "phx_join",
                    Map.of(
                            "config",
                            Map.of("postgres_changes", List.of(binding)),
                            "access_token",
                            rig.token(owner.id())));
        }

        private void fetch() throws InterruptedException {
            try {
                toFetch = false;
                log.fetch(owner, job);
                with(() -> live = true);
            } catch (IOException unanswered) {
                toFetch = true;
            }
        }

        private void send(String to, String event, Map<String, ?> payload) {
            Map<String, Object> frame = new HashMap<>();
            frame.put("topic", to);
            frame.put("event", event);
            frame.put("payload", payload);
            frame.put("ref", Integer.toString(++refs));
            if (!to.equals("phoenix")) {
                frame.put("join_ref", "1");
            }
            WebSocket open = socket;
            try {
                String text = JSON.writeValueAsString(frame);
                if (open != null) {
                    sending = sending.thenCompose(_ -> open.sendText(text, true));
                }
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private void hear(JsonNode frame) {
            JsonNode payload = frame.path("payload");
            switch (frame.path("event").asText()) {
                case "phx_reply" -> {
                    if (frame.path("topic").asText().equals("phoenix")) {
                        answered = true;
                    } else if (!payload.path("status").asText().equals("ok")) {
                        over = true;
                    }
                }
                case "postgres_changes" -> log.merge(payload.path("data").path("record"));
                case "system" -> {
                    if (payload.path("extension").asText().equals("resume")) {
                        resumed(payload.path("message").asText(), payload.path("count").asInt());
                    }
                }
                case "phx_error", "phx_close" -> over = true;
                default -> {
                    // Nothing else is asked for.
                }
            }
        }

        private void resumed(String message, int count) {
            boolean fetches = message.equals("fetch");
            with(() -> {
                answers.add(fetches ? message : message + " " + count);
                live = !fetches;
            });
            toFetch = fetches;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                String text = parts.toString();
                parts.setLength(0);
                try {
                    hear(JSON.readTree(text));
                } catch (JsonProcessingException malformed) {
                    throw new IllegalStateException(text, malformed);
                }
            }
            synchronized (this) {
                if (ask(() -> still)) {
                    owed++;
                } else {
                    from.request(1);
                }
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            end();
        }
    }
}
