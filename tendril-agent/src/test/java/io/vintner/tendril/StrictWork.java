package io.vintner.tendril;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a {@link StrictControlPlane}: handed out under leases, moved as their agent reports,
 * with their logs, states and plans. Thread-safe: everything is done under this object's monitor.
 */
final class StrictWork {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> FAILURE_CODES =
            Set.of(
                    "OUTCOME_UNKNOWN",
                    "PLAN_STALE",
                    "PLAN_ALTERED",
                    "PLAN_NOT_AVAILABLE",
                    "MODULE_NOT_AVAILABLE");

    private final List<String> breaches;
    private final Map<String, StrictJob> jobs = new LinkedHashMap<>();
    private final Deque<StrictJob> queue = new ArrayDeque<>();
    private final Map<String, StrictJob> claimsByKey = new HashMap<>();
    private final StrictStates states;
    private final StrictPlans plans;
    private boolean draining;
    private long epochs;
    private int leaseSeconds = 60;
    private boolean givesTokens = true;

    StrictWork(List<String> breaches) {
        this.breaches = breaches;
        this.states = new StrictStates(breaches);
        this.plans = new StrictPlans(breaches);
    }

    /** Touches jobs, states and plans as nobody but a test may. */
    @FunctionalInterface
    interface Touch<T> {
        T apply(StrictStates states, StrictPlans plans);
    }

    synchronized <T> T touch(Touch<T> touch) {
        return touch.apply(states, plans);
    }

    /** A job that is not queued yet. */
    synchronized StrictJob hold(String type, Map<String, String> files) {
        return StrictJob.of("job-%04d".formatted(jobs.size() + 1), type, files);
    }

    synchronized StrictJob enqueue(StrictJob job) {
        jobs.put(job.id, job);
        queue.add(job);
        notifyAll();
        return job;
    }

    /** What the holder of a lease is to do. */
    synchronized String directive(String id, long epoch) {
        StrictJob job = jobs.get(id);
        if (job == null) {
            breaches.add("heartbeat of an unknown job");
            return "LEASE_LOST";
        }
        return job.epoch == epoch ? job.directive : "LEASE_LOST";
    }

    /** Whether the agent leaves: then it gets no more jobs. */
    synchronized void drain(boolean leaves) {
        draining = leaves;
        notifyAll();
    }

    /** How long the leases hold that are given from now on. */
    synchronized void leaseSeconds(int seconds) {
        leaseSeconds = seconds;
    }

    /** From now on jobs come without a token, as from an older control plane. */
    synchronized void giveNoTokens() {
        givesTokens = false;
    }

    /** Whether it is the token of the job; an agent that was given one always sends it. */
    synchronized boolean isToken(String id, @Nullable String token) {
        StrictJob job = jobs.get(id);
        boolean expected = job != null && job.token != null;
        if (expected && !job.token.equals(token)) {
            breaches.add("a call on a job without its token");
        }
        return expected && job.token.equals(token);
    }

    /** From now on another lease of the job is current. */
    synchronized void takeAway(StrictJob job) {
        job.epoch = ++epochs;
    }

    synchronized StrictAnswer claim(JsonNode body, @Nullable String key)
            throws InterruptedException {
        if (key == null) {
            breaches.add("claim without an idempotency key");
        }
        if (!body.path("applies_plans").asBoolean(false)) {
            breaches.add("claim of an agent that applies no plans");
        }
        if (!body.path("module_sources").path(0).asText().equals("files")) {
            breaches.add("claim of an agent that does not say which modules it knows");
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
            return StrictAnswer.NOTHING;
        }
        StrictJob job = queue.remove();
        job.epoch = ++epochs;
        job.given.add(job.epoch);
        if (givesTokens) {
            job.token = "token-of-%s-%d".formatted(job.id, job.epoch);
            job.lease.put("job_token", job.token);
        }
        job.lease.putObject("lease").put("epoch", job.epoch).put("seconds", leaseSeconds);
        move(job, "CLAIMED");
        claimsByKey.put(key, job);
        return StrictAnswer.json(200, job.lease);
    }

    private static void move(StrictJob job, String status) {
        job.status = status;
        job.statuses.add(status);
    }

    synchronized StrictAnswer report(String id, JsonNode body) {
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
        requireCode(status, body.path("error_code"));
        if (job.type().equals("PLAN") && status.equals("SUCCESS") && plans.artefact(job) == null) {
            breaches.add("a PLAN that succeeded before its plan was stored");
        }
        move(job, status);
        job.error = body.path("error_message").asText("");
        job.code = body.path("error_code").asText("");
        job.metadata = body.path("execution_metadata");
        notifyAll();
        return StrictAnswer.json(200, JSON.createObjectNode().put("id", id).put("status", status));
    }

    private void requireCode(String status, JsonNode code) {
        boolean failed = List.of("FAILED", "CANCELLED").contains(status);
        if (!code.isMissingNode() && !(failed && FAILURE_CODES.contains(code.asText()))) {
            breaches.add("%s with the code %s".formatted(status, code));
        }
    }

    synchronized StrictAnswer log(String id, JsonNode body, boolean seals) {
        StrictJob job = jobs.get(id);
        if (job == null || job.epoch != body.path("epoch").asLong(-1)) {
            return StrictAnswer.problem(409, "lease-lost");
        }
        return seals ? job.seal(body, breaches) : job.appendAll(body, breaches);
    }

    synchronized StrictAnswer plan(String id, StrictRequest request) {
        StrictJob job = jobs.get(id);
        if (job == null || job.epoch != request.epoch()) {
            return StrictAnswer.problem(409, "lease-lost");
        }
        return plans.answer(job, request);
    }

    synchronized StrictAnswer bundle(String id, StrictRequest request) {
        StrictJob job = jobs.get(id);
        if (job == null || job.epoch != request.epoch()) {
            return StrictAnswer.problem(409, "lease-lost");
        }
        byte[] bundle = job.bundle;
        if (bundle == null) {
            breaches.add("a bundle of a job that has none");
            return StrictAnswer.problem(404, "not-found");
        }
        job.bundlesFetched++;
        return StrictAnswer.bytes(bundle).with("Content-Digest", StrictPlans.digest(bundle));
    }

    /**
     * @param orphan whether the state is meant to lie beside the vine's own
     */
    synchronized StrictAnswer state(String vine, StrictRequest request, boolean orphan)
            throws IOException {
        StrictJob job = jobs.get(request.query().getOrDefault("job_id", ""));
        if (job == null || !job.vine.equals(vine) || !job.given.contains(request.epoch())) {
            breaches.add("a state of a job that the agent never had");
            return StrictAnswer.problem(404, "not-found");
        }
        if (orphan) {
            return states.orphan(job, request);
        }
        return job.epoch == request.epoch()
                ? states.answer(job, request)
                : StrictAnswer.problem(409, "lease-lost");
    }
}
