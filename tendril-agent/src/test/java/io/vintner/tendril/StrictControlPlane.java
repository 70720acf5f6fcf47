package io.vintner.tendril;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A control plane in memory that speaks the agent's part of {@code docs/contracts/trellis-api.md}
 * and takes it at its word: tokens, epochs, transitions, log positions, serials and lineages are
 * checked, and every breach is kept in {@link #breaches()}. It can go away, and lose answers.
 */
final class StrictControlPlane implements AutoCloseable {

    static final String WORKER_ID = "0d0e7a5e-0000-4000-8000-000000000001";
    static final String WORKER_TOKEN = "worker-token-of-the-test";
    static final String REGISTRATION_TOKEN = "registration-token-of-the-test";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern JOB_PATH =
            Pattern.compile("/api/jobs/([^/]+)/(status|logs|logs/seal)");
    private static final Pattern STATE_PATH = Pattern.compile("/api/state/([^/]+)");

    private final StrictServer server;

    private final Map<String, StrictJob> jobs = new LinkedHashMap<>();
    private final Deque<StrictJob> queue = new ArrayDeque<>();
    private final Map<String, StrictJob> claimsByKey = new HashMap<>();
    private final StrictStates states = new StrictStates();
    private final List<String> beats = new ArrayList<>();
    private final List<String> named = new ArrayList<>();
    private final List<String> breaches = new ArrayList<>();
    private boolean registered;
    private boolean draining;
    private boolean drainAsked;
    private final LostAnswers lost = new LostAnswers();
    private long epochs;
    private int leaseSeconds = 60;

    StrictControlPlane() throws IOException {
        this(null);
    }

    /** Over HTTPS. */
    StrictControlPlane(@Nullable SSLContext tls) throws IOException {
        server = new StrictServer(tls, this::handle);
    }

    URI url() {
        return server.url();
    }

    /** Stops listening: connections are refused. */
    void goAway() {
        server.goAway();
    }

    void comeBack() throws IOException {
        server.listen();
    }

    /** Which answers do not arrive. */
    LostAnswers lost() {
        return lost;
    }

    synchronized void askToDrain(boolean drain) {
        drainAsked = drain;
    }

    synchronized StrictJob enqueue(StrictJob job) {
        jobs.put(job.id, job);
        queue.add(job);
        notifyAll();
        return job;
    }

    StrictJob enqueue(String type, Map<String, String> files) {
        return enqueue(hold(type, files));
    }

    /** A job that is not queued yet. */
    synchronized StrictJob hold(String type, Map<String, String> files) {
        String id = "job-%04d".formatted(jobs.size() + 1);
        ObjectNode lease = JSON.createObjectNode();
        lease.putObject("job")
                .put("id", id)
                .put("job_type", type)
                .put("attempt", 1)
                .put("vine_id", "vine-1")
                .put("vineyard_id", "vineyard-1");
        ObjectNode snapshot = lease.putObject("config_snapshot");
        snapshot.putNull("terraform_version");
        ObjectNode names = snapshot.putObject("module").putObject("files");
        files.forEach(names::put);
        snapshot.putArray("variables");
        lease.putObject("log")
                .put("next_seq", 1)
                .put("flush_interval_ms", 250)
                .put("chunk_bytes_max", StrictJob.CHUNK_BYTES_MAX);
        return new StrictJob(id, "vine-1", lease);
    }

    synchronized String status(StrictJob job) {
        return job.status;
    }

    synchronized void direct(StrictJob job, String directive) {
        job.directive = directive;
    }

    /** What arrived of one stream, in order. */
    synchronized String text(StrictJob job, String stream) {
        StringBuilder text = new StringBuilder();
        job.chunks.stream()
                .filter(it -> it.stream().equals(stream))
                .forEach(it -> text.append(it.text()));
        return text.toString();
    }

    /** Whether it was proven that all of the log is here. */
    synchronized boolean isSealed(StrictJob job) {
        return job.sealed;
    }

    synchronized List<String> beats() {
        return List.copyOf(beats);
    }

    /** Waits until so many heartbeats have come. */
    synchronized void awaitBeats(int count) throws InterruptedException {
        while (beats.size() < count) {
            wait();
        }
    }

    /** Jobs that the last heartbeat named. */
    synchronized List<String> named() {
        return List.copyOf(named);
    }

    synchronized List<String> breaches() {
        return List.copyOf(breaches);
    }

    synchronized List<byte[]> stateVersions(String vine) {
        return states.versions(vine);
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            StrictAnswer answer = answer(exchange, body);
            if (lost.isLost(exchange.getRequestURI().getPath(), body)) {
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(
                    answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            if (answer.body().length > 0) {
                exchange.getResponseBody().write(answer.body());
            }
        } catch (IOException clientHasGone) {
            // as the test wanted, or the agent ended
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unexpected) {
            breach("the test's control plane failed: " + unexpected);
            throw unexpected;
        }
    }

    private synchronized void breach(String what) {
        breaches.add(what);
    }

    private StrictAnswer answer(HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        if (call.equals("POST /api/tendrils/register")) {
            return register(JSON.readTree(body));
        }
        if (!WORKER_ID.equals(exchange.getRequestHeaders().getFirst("X-Worker-ID"))
                || !WORKER_TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Worker-Token"))) {
            return StrictAnswer.problem(401, "unauthorized");
        }
        Matcher state = STATE_PATH.matcher(exchange.getRequestURI().getPath());
        if (state.matches()) {
            return state(exchange, state.group(1), body);
        }
        JsonNode json = JSON.readTree(body);
        Matcher job = JOB_PATH.matcher(exchange.getRequestURI().getPath());
        if (job.matches()) {
            return job.group(2).equals("status")
                    ? report(job.group(1), json)
                    : log(job.group(1), json, job.group(2).endsWith("seal"));
        }
        return switch (call) {
            case "POST /api/workers/heartbeat" -> beat(json);
            case "POST /api/jobs/claim" ->
                    claim(json, exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            default -> {
                breach("unknown call " + call);
                yield StrictAnswer.problem(404, "not-found");
            }
        };
    }

    private synchronized StrictAnswer register(JsonNode body) {
        if (!REGISTRATION_TOKEN.equals(body.path("registration_token").asText())) {
            return StrictAnswer.problem(401, "unauthorized");
        }
        if (registered) {
            return StrictAnswer.problem(410, "token-used");
        }
        registered = true;
        return StrictAnswer.json(
                201, JSON.createObjectNode().put("id", WORKER_ID).put("token", WORKER_TOKEN));
    }

    private synchronized StrictAnswer beat(JsonNode body) {
        String status = body.path("status").asText();
        beats.add(status);
        named.clear();
        body.path("jobs").forEach(job -> named.add(job.path("id").asText()));
        draining = !status.equals("ONLINE");
        notifyAll();
        ObjectNode answer =
                JSON.createObjectNode()
                        .put("server_time", Instant.EPOCH.toString())
                        .put("heartbeat_seconds", 1)
                        .put("drain", drainAsked);
        ArrayNode directives = answer.putArray("directives");
        for (JsonNode named : body.path("jobs")) {
            StrictJob job = jobs.get(named.path("id").asText());
            if (job == null) {
                breaches.add("heartbeat of an unknown job");
                continue;
            }
            boolean current = job.epoch == named.path("epoch").asLong();
            directives
                    .addObject()
                    .put("job_id", job.id)
                    .put("directive", current ? job.directive : "LEASE_LOST");
        }
        return StrictAnswer.json(200, answer);
    }

    private synchronized StrictAnswer claim(JsonNode body, String key) throws InterruptedException {
        if (key == null) {
            breaches.add("claim without an idempotency key");
        }
        StrictJob before = claimsByKey.get(key);
        if (before != null) {
            return StrictAnswer.json(200, before.lease);
        }
        long deadline =
                System.nanoTime() + TimeUnit.SECONDS.toNanos(body.path("wait_seconds").asLong());
        while (queue.isEmpty() && !draining && System.nanoTime() < deadline) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline - System.nanoTime()));
        }
        if (queue.isEmpty() || draining) {
            return new StrictAnswer(204, new byte[0]);
        }
        StrictJob job = queue.remove();
        job.epoch = ++epochs;
        job.lease.putObject("lease").put("epoch", job.epoch).put("seconds", leaseSeconds);
        move(job, "CLAIMED");
        claimsByKey.put(key, job);
        return StrictAnswer.json(200, job.lease);
    }

    private static void move(StrictJob job, String status) {
        job.status = status;
        job.statuses.add(status);
    }

    /** How long the leases hold that are given from now on. */
    synchronized void leaseSeconds(int seconds) {
        leaseSeconds = seconds;
    }

    /** From now on another lease of the job is current. */
    synchronized void takeAway(StrictJob job) {
        job.epoch = ++epochs;
    }

    /** The verdict over a silent agent's job that changes nothing: it is queued again. */
    synchronized void lapse(StrictJob job) {
        job.lapse();
        move(job, "QUEUED");
        queue.add(job);
        notifyAll();
    }

    private synchronized StrictAnswer report(String id, JsonNode body) {
        StrictJob job = jobs.get(id);
        if (job == null || job.epoch != body.path("epoch").asLong(-1)) {
            return StrictAnswer.problem(409, "lease-lost");
        }
        String status = body.path("status").asText();
        if (job.status.equals(status)) {
            return StrictAnswer.json(200, JSON.createObjectNode().put("id", id));
        }
        boolean legal =
                switch (job.status) {
                    case "CLAIMED" -> List.of("PROCESSING", "QUEUED").contains(status);
                    case "PROCESSING" -> List.of("SUCCESS", "FAILED", "CANCELLED").contains(status);
                    default -> false;
                };
        if (!legal) {
            breaches.add("%s to %s".formatted(job.status, status));
            return StrictAnswer.problem(409, "illegal-transition");
        }
        move(job, status);
        job.error = body.path("error_message").asText("");
        job.metadata = body.path("execution_metadata");
        notifyAll();
        return StrictAnswer.json(200, JSON.createObjectNode().put("id", id).put("status", status));
    }

    private synchronized StrictAnswer log(String id, JsonNode body, boolean seals) {
        StrictJob job = jobs.get(id);
        if (job == null || job.epoch != body.path("epoch").asLong(-1)) {
            return StrictAnswer.problem(409, "lease-lost");
        }
        return seals ? job.seal(body, breaches) : job.appendAll(body, breaches);
    }

    /** Forgets the newest chunks, as a database that was restored would. */
    synchronized void forgetChunks(StrictJob job, int count) {
        for (int i = 0; i < count; i++) {
            job.chunks.removeLast();
        }
    }

    private synchronized StrictAnswer state(HttpExchange exchange, String vine, byte[] body)
            throws IOException {
        String query = exchange.getRequestURI().getQuery();
        boolean current =
                jobs.values().stream()
                        .anyMatch(job ->
                                query.equals("job_id=" + job.id + "&epoch=" + job.epoch)
                                        && job.vine.equals(vine));
        if (!current) {
            return StrictAnswer.problem(409, "lease-lost");
        }
        if (exchange.getRequestMethod().equals("GET")) {
            return states.versions(vine).isEmpty()
                    ? new StrictAnswer(204, new byte[0])
                    : new StrictAnswer(200, states.versions(vine).getLast());
        }
        Optional<String> refusal = states.push(vine, body);
        refusal.ifPresent(breaches::add);
        return refusal.isPresent()
                ? StrictAnswer.problem(409, refusal.get())
                : StrictAnswer.json(200, JSON.createObjectNode());
    }

    @Override
    public void close() {
        goAway();
    }
}
