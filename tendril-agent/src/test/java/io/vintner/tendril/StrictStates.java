package io.vintner.tendril;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** States by vine: a serial only rises, a lineage never changes. */
final class StrictStates {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, List<byte[]>> versions = new HashMap<>();

    List<byte[]> versions(String vine) {
        return List.copyOf(versions.getOrDefault(vine, List.of()));
    }

    /** Stores a version; the code of the problem if it may not be. */
    Optional<String> push(String vine, byte[] state) throws IOException {
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
