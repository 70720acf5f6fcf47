package io.vintner.tendril;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * States by vine: a serial only rises, a lineage never changes; and those that came under a lease
 * that was lost, apart.
 */
final class StrictStates {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> breaches;
    private final Map<String, List<byte[]>> versions = new HashMap<>();
    private final Map<String, List<byte[]>> orphans = new HashMap<>();

    StrictStates(List<String> breaches) {
        this.breaches = breaches;
    }

    List<byte[]> versions(String vine) {
        return List.copyOf(versions.getOrDefault(vine, List.of()));
    }

    List<byte[]> orphans(String vine) {
        return List.copyOf(orphans.getOrDefault(vine, List.of()));
    }

    /** Somebody else writes the state: not the agent. */
    void write(String vine, byte[] state) {
        versions.computeIfAbsent(vine, _ -> new ArrayList<>()).add(state);
    }

    /** Under a lease that is current. */
    StrictAnswer answer(StrictJob job, StrictRequest request) throws IOException {
        List<byte[]> all = versions(job.vine);
        if (request.method().equals("GET")) {
            job.pulledVersion = all.size();
            return all.isEmpty()
                    ? StrictAnswer.NOTHING
                    : StrictAnswer.bytes(all.getLast()).with("X-State-Version", "" + all.size());
        }
        if (!job.mutating()) {
            breaches.add("a state of a job that only reads");
            return StrictAnswer.problem(409, "state-read-only");
        }
        Optional<String> refusal = push(job.vine, request.body());
        refusal.ifPresent(breaches::add);
        return refusal.isPresent()
                ? StrictAnswer.problem(409, refusal.get())
                : StrictAnswer.json(200, JsonNodeFactory.instance.objectNode());
    }

    /** Under a lease that the job had once. */
    StrictAnswer orphan(StrictJob job, StrictRequest request) throws IOException {
        if (request.epoch() == job.epoch || !job.mutating()) {
            breaches.add("a state that is no orphan");
            return StrictAnswer.problem(409, "illegal-transition");
        }
        JsonNode state = JSON.readTree(request.body());
        if (!state.path("serial").isIntegralNumber() || !state.path("lineage").isTextual()) {
            breaches.add("an orphan that is no state");
        }
        List<byte[]> before = orphans.computeIfAbsent(job.vine, _ -> new ArrayList<>());
        if (before.stream().noneMatch(known -> Arrays.equals(known, request.body()))) {
            before.add(request.body());
        }
        return StrictAnswer.json(200, JsonNodeFactory.instance.objectNode());
    }

    private Optional<String> push(String vine, byte[] state) throws IOException {
        List<byte[]> before = versions.computeIfAbsent(vine, _ -> new ArrayList<>());
        if (!before.isEmpty() && !Arrays.equals(before.getLast(), state)) {
            JsonNode last = JSON.readTree(before.getLast());
            JsonNode next = JSON.readTree(state);
            if (!last.path("lineage").equals(next.path("lineage"))) {
                return Optional.of("state-lineage-changed");
            }
            if (next.path("serial").asLong() <= last.path("serial").asLong()) {
                return Optional.of("state-serial-stale");
            }
        }
        if (before.isEmpty() || !Arrays.equals(before.getLast(), state)) {
            before.add(state);
        }
        return Optional.empty();
    }
}
