package io.vintner.tendril;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A control plane in memory that speaks the agent's part of {@code docs/contracts/trellis-api.md}
 * and takes it at its word: tokens, epochs, transitions, log positions, serials, lineages and plans
 * are checked, and every breach is kept in {@link #breaches()}. It can go away, and lose answers.
 */
final class StrictControlPlane implements AutoCloseable {

    static final String WORKER_ID = "0d0e7a5e-0000-4000-8000-000000000001";
    static final String WORKER_TOKEN = "worker-token-of-the-test";
    static final String REGISTRATION_TOKEN = "registration-token-of-the-test";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern JOB_PATH =
            Pattern.compile(
                    "/api/jobs/([^/]+)/(heartbeat|status|logs|logs/seal|plan-artifact|module-bundle)");
    private static final Pattern STATE_PATH = Pattern.compile("/api/state/([^/]+)(/orphans)?");

    private final StrictServer server;
    private final List<String> breaches = new CopyOnWriteArrayList<>();
    private final StrictWork work = new StrictWork(breaches);
    private final List<String> beats = new ArrayList<>();
    private final LostAnswers lost = new LostAnswers();
    private @Nullable String registered;
    private boolean drainAsked;
    private boolean revoked;
    private @Nullable String withoutDatabase;
    private int unavailable;

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

    /**
     * From now on calls are answered as by an API without its database, and nothing is done.
     *
     * @param pathEnd of the calls; null: none
     */
    synchronized void loseDatabase(@Nullable String pathEnd) {
        withoutDatabase = pathEnd;
    }

    /** How many calls were answered so. */
    synchronized int unavailable() {
        return unavailable;
    }

    private synchronized boolean isUnavailable(StrictRequest request) {
        boolean meant = withoutDatabase != null && request.path().endsWith(withoutDatabase);
        unavailable += meant ? 1 : 0;
        return meant;
    }

    /** Which answers do not arrive. */
    LostAnswers lost() {
        return lost;
    }

    /** From now on the agent's own token is void. */
    synchronized void revoke() {
        revoked = true;
    }

    private synchronized boolean isAgent(StrictRequest request) {
        return !revoked
                && WORKER_ID.equals(request.header("X-Worker-ID"))
                && WORKER_TOKEN.equals(request.header("X-Worker-Token"));
    }

    /** From now on jobs come without a token, as from an older control plane. */
    void giveNoJobTokens() {
        work.giveNoTokens();
    }

    synchronized void askToDrain(boolean drain) {
        drainAsked = drain;
    }

    StrictJob enqueue(StrictJob job) {
        return work.enqueue(job);
    }

    StrictJob enqueue(String type, Map<String, String> files) {
        return work.enqueue(hold(type, files));
    }

    /** A job that is not queued yet. */
    StrictJob hold(String type, Map<String, String> files) {
        return work.hold(type, files);
    }

    /** A DEPLOY of the plan that a PLAN has stored, as a person wants it who has reviewed it. */
    StrictJob holdReviewed(StrictJob plan, Map<String, String> files) {
        StrictJob deploy = hold("DEPLOY", files);
        return work.touch((_, plans) -> {
            plans.review(plan, deploy);
            return deploy;
        });
    }

    String status(StrictJob job) {
        return touch(() -> job.status);
    }

    void direct(StrictJob job, String directive) {
        touch(() -> job.directive = directive);
    }

    /** What arrived of one stream, in order. */
    String text(StrictJob job, String stream) {
        return touch(() -> job.text(stream));
    }

    /** Whether it was proven that all of the log is here. */
    boolean isSealed(StrictJob job) {
        return touch(() -> job.sealed);
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

    List<String> breaches() {
        return List.copyOf(breaches);
    }

    List<byte[]> stateVersions(String vine) {
        return work.touch((states, _) -> states.versions(vine));
    }

    /** States that came under a lease that was lost. */
    List<byte[]> orphans(String vine) {
        return work.touch((states, _) -> states.orphans(vine));
    }

    /** Somebody else writes the vine's state. */
    void writeState(String vine, byte[] state) {
        work.touch((states, _) -> {
            states.write(vine, state);
            return vine;
        });
    }

    /** What a PLAN has stored; null if nothing. */
    byte @Nullable [] artefact(StrictJob plan) {
        return work.touch((_, plans) -> plans.artefact(plan));
    }

    /** What happens to the artefacts that are fetched from now on. */
    void alterPlans(StrictPlans.Alteration how) {
        work.touch((_, plans) -> {
            plans.alter(how);
            return how;
        });
    }

    /** How long the leases hold that are given from now on. */
    void leaseSeconds(int seconds) {
        work.leaseSeconds(seconds);
    }

    /** From now on another lease of the job is current. */
    void takeAway(StrictJob job) {
        work.takeAway(job);
    }

    /** Forgets the newest chunks, as a database that was restored would. */
    void forgetChunks(StrictJob job, int count) {
        touch(() -> {
            for (int i = 0; i < count; i++) {
                job.chunks.removeLast();
            }
            return job;
        });
    }

    private <T> T touch(Supplier<T> touch) {
        return work.touch((_, _) -> touch.get());
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            StrictRequest request = StrictRequest.of(exchange);
            StrictAnswer answer = answer(request);
            if (!lost.isLost(request.path())) {
                answer.send(exchange);
            }
        } catch (IOException clientHasGone) {
            // as the test wanted, or the agent ended
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unexpected) {
            breaches.add("the test's control plane failed: " + unexpected);
            throw unexpected;
        }
    }

    private StrictAnswer answer(StrictRequest request) throws IOException, InterruptedException {
        if (request.call().equals("POST /api/tendrils/register")) {
            return register(request.json(), request.header("Idempotency-Key"));
        }
        if (isUnavailable(request)) {
            return StrictAnswer.problem(503, "database-unavailable");
        }
        Matcher state = STATE_PATH.matcher(request.path());
        if (state.matches()) {
            return isHolder(request.query().getOrDefault("job_id", ""), request)
                    ? work.state(state.group(1), request, state.group(2) != null)
                    : StrictAnswer.problem(401, "unauthorized");
        }
        Matcher job = JOB_PATH.matcher(request.path());
        if (job.matches()) {
            return isHolder(job.group(1), request)
                    ? ofJob(job.group(1), job.group(2), request)
                    : StrictAnswer.problem(401, "unauthorized");
        }
        if (!isAgent(request)) {
            return StrictAnswer.problem(401, "unauthorized");
        }
        return switch (request.call()) {
            case "POST /api/workers/heartbeat" -> beat(request.json());
            case "POST /api/jobs/claim" ->
                    work.claim(request.json(), request.header("Idempotency-Key"));
            default -> {
                breaches.add("unknown call " + request.call());
                yield StrictAnswer.problem(404, "not-found");
            }
        };
    }

    private boolean isHolder(String job, StrictRequest request) {
        boolean holds = work.isToken(job, request.header("X-Job-Token"));
        return isAgent(request) || holds;
    }

    private StrictAnswer ofJob(String id, String what, StrictRequest request) throws IOException {
        return switch (what) {
            case "heartbeat" ->
                    StrictAnswer.json(
                            200,
                            JSON.createObjectNode()
                                    .put(
                                            "directive",
                                            work.directive(
                                                    id, request.json().path("epoch").asLong())));
            case "status" -> work.report(id, request.json());
            case "plan-artifact" -> work.plan(id, request);
            case "module-bundle" -> work.bundle(id, request);
            default -> work.log(id, request.json(), what.endsWith("seal"));
        };
    }

    private synchronized StrictAnswer register(JsonNode body, @Nullable String key) {
        if (!REGISTRATION_TOKEN.equals(body.path("registration_token").asText())) {
            return StrictAnswer.problem(401, "unauthorized");
        }
        if (key == null) {
            breaches.add("registration without an idempotency key");
        }
        if (registered != null && !registered.equals(key)) {
            return StrictAnswer.problem(410, "token-used");
        }
        registered = key;
        return StrictAnswer.json(
                201, JSON.createObjectNode().put("id", WORKER_ID).put("token", WORKER_TOKEN));
    }

    private synchronized StrictAnswer beat(JsonNode body) {
        String status = body.path("status").asText();
        beats.add(status);
        work.drain(!status.equals("ONLINE"));
        notifyAll();
        ObjectNode answer =
                JSON.createObjectNode()
                        .put("server_time", Instant.EPOCH.toString())
                        .put("heartbeat_seconds", 1)
                        .put("drain", drainAsked);
        ArrayNode directives = answer.putArray("directives");
        for (JsonNode held : body.path("jobs")) {
            String id = held.path("id").asText();
            directives
                    .addObject()
                    .put("job_id", id)
                    .put("directive", work.directive(id, held.path("epoch").asLong()));
        }
        return StrictAnswer.json(200, answer);
    }

    @Override
    public void close() {
        goAway();
    }
}
