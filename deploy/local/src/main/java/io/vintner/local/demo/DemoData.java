package io.vintner.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Puts the demo's vineyards and vines where they are missing, each as its own user. What is there
 * already is left as it is, so that it can run at every start.
 */
public final class DemoData {

    private static final String REGION = "local";

    private DemoData() {}

    /** Makes what is missing of the user's vineyards and vines. */
    public static void ensure(TrellisClient trellis, DemoUser user)
            throws IOException, InterruptedException {
        for (DemoVine vine : DemoVine.ALL) {
            if (vine.owner() == user) {
                ensure(trellis, vine);
            }
        }
    }

    /** The identity of the vine that {@code ./vintner demo} deploys. */
    static String winePress(TrellisClient trellis) throws IOException, InterruptedException {
        return find(trellis.get("/api/vines"), "project_name", DemoVine.WINE_PRESS.name())
                .orElseThrow(() -> new IOException("the demo's vine is gone: start Vintner again"))
                .path("id")
                .asText();
    }

    private static void ensure(TrellisClient trellis, DemoVine vine)
            throws IOException, InterruptedException {
        Optional<JsonNode> vineyard = find(trellis.get("/api/vineyards"), "name", vine.vineyard());
        String vineyardId =
                (vineyard.isPresent()
                                ? vineyard.get()
                                : trellis.post("/api/vineyards", Map.of("name", vine.vineyard())))
                        .path("id")
                        .asText();
        JsonNode vines = trellis.get("/api/vines?vineyard_id=" + vineyardId);
        if (find(vines, "project_name", vine.name()).isEmpty()) {
            trellis.post("/api/vines", body(vine, vineyardId));
        }
    }

    private static Map<String, Object> body(DemoVine vine, String vineyardId) throws IOException {
        return Map.of(
                "vineyard_id", vineyardId,
                "project_name", vine.name(),
                "environment_stage", vine.stage(),
                "region", REGION,
                "module", Map.of("files", Map.of("main.tf", vine.source())),
                "variables", List.of());
    }

    /** Lists are answered as an array, or with the array under {@code items}. */
    private static Optional<JsonNode> find(JsonNode answer, String field, String value) {
        JsonNode items = answer.isArray() ? answer : answer.path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(item -> item.path(field).asText().equals(value))
                .findFirst();
    }
}
