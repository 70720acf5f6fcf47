package io.vintner.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.local.demo.TrellisClient;
import io.vintner.local.process.ProcessState;
import io.vintner.local.process.SupervisedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;

/**
 * The demo's Tendril as its owner sees it through the API: registered once, then known by its name.
 */
final class LocalTendril {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final TrellisClient owner;
    private final String name;
    private final InstantSource clock;

    LocalTendril(TrellisClient owner, String name, InstantSource clock) {
        this.owner = owner;
        this.name = name;
        this.clock = clock;
    }

    /**
     * Lays a registration token out for a Tendril that has no identity yet, or whose row was
     * removed.
     */
    void layOutToken(SecretFiles secrets, Path dataFolder)
            throws IOException, InterruptedException {
        boolean known = row().isPresent() && Files.exists(dataFolder.resolve("identity.json"));
        if (!known) {
            JsonNode made = owner.post("/api/tendrils/registration-tokens", Map.of("name", name));
            secrets.write(secrets.registrationToken(name), made.path("token").asText());
        }
    }

    /** Waits until the API shows the Tendril ONLINE; false when it does not in time. */
    boolean awaitOnline(SupervisedProcess agent, Duration patience)
            throws IOException, InterruptedException {
        long deadline = clock.millis() + patience.toMillis();
        while (!status().equals("ONLINE")) {
            if (clock.millis() > deadline || agent.state() instanceof ProcessState.GaveUp) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }

    private String status() throws IOException, InterruptedException {
        return row().map(row -> row.path("status").asText()).orElse("");
    }

    private Optional<JsonNode> row() throws IOException, InterruptedException {
        JsonNode answer = owner.get("/api/workers");
        JsonNode rows = answer.isArray() ? answer : answer.path("items");
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.path("name").asText().equals(name))
                .findFirst();
    }
}
