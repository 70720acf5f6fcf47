package io.vintner.local;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.TrellisClient;
import io.vintner.local.process.SupervisedProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The module of the system tests, run as a real DEPLOY of Ada's, and how to wait for it. Terraform
 * is told to write its own diary ({@code TF_LOG}) to standard error, so that a job that succeeds
 * has much on both streams.
 */
final class MainJob {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    static final Set<String> FINAL = Set.of("SUCCESS", "FAILED", "CANCELLED");

    private final SystemUnderTest system;
    private final TrellisClient ada;
    private final String vineId;
    private final String id;

    private MainJob(SystemUnderTest system, TrellisClient ada, String vineId, String id) {
        this.system = system;
        this.ada = ada;
        this.vineId = vineId;
        this.id = id;
    }

    /** Makes a vine with {@code turns} quarters of a second of output, without queueing a job. */
    static String vine(SystemUnderTest system, TrellisClient ada, String name, int turns)
            throws IOException, InterruptedException {
        return system.makeVine(
                ada,
                name,
                module(),
                List.of(
                        Map.of("name", "turns", "value", "" + turns, "kind", "terraform"),
                        Map.of("name", "TF_LOG", "value", "INFO", "kind", "environment")));
    }

    static MainJob queue(SystemUnderTest system, TrellisClient ada, String vineId)
            throws IOException, InterruptedException {
        return new MainJob(system, ada, vineId, system.queue(ada, vineId, "DEPLOY"));
    }

    String id() {
        return id;
    }

    String vineId() {
        return vineId;
    }

    String channel() {
        return "job-logs-" + id;
    }

    JsonNode row() throws IOException, InterruptedException {
        return ada.get("/api/jobs/" + id);
    }

    /** Waits until Terraform's own output of the apply has begun to arrive. */
    static void awaitFirstTurns(Supplier<String> stdout) {
        await("the first turns of the apply")
                .atMost(PATIENCE)
                .until(() -> stdout.get().contains("turn 2 of"));
    }

    /** Waits for the end of the job. */
    String awaitEnd() {
        return await("the end of the job")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> row().path("status").asText(), FINAL::contains);
    }

    /** Waits until the client has heard as many log rows as the API has stored. */
    void awaitWholeLog(StockClient client) {
        await("the whole log at the client")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> client.calls("appendLog").size() >= storedRows().size());
    }

    /** What the client's {@code appendLog} got of one stream, joined. */
    static String heard(StockClient client, String stream) {
        StringBuilder text = new StringBuilder();
        for (JsonNode call : client.calls("appendLog")) {
            if (call.path(1).asText().equals(stream)) {
                text.append(call.path(0).asText());
            }
        }
        return text.toString();
    }

    /** What a subscription without a filter got of one stream of this job, joined. */
    String heardOn(StockClient client, String channel, String stream) {
        StringBuilder text = new StringBuilder();
        for (JsonNode change : client.changes(channel)) {
            JsonNode row = change.path("new");
            if (row.path("job_id").asText().equals(id)
                    && row.path("stream_type").asText().equals(stream)) {
                text.append(row.path("log_chunk").asText());
            }
        }
        return text.toString();
    }

    /** Every stored log row of the job, in order. */
    List<JsonNode> storedRows() throws IOException, InterruptedException {
        List<JsonNode> rows = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = ada.get("/api/jobs/%s/logs?limit=500%s".formatted(id, after));
            page.path("items").forEach(rows::add);
            if (page.path("items").size() < 500) {
                return rows;
            }
            after = "&after=" + page.path("next_after").asText();
        }
    }

    /** What Terraform wrote itself. */
    TerraformOutput written() {
        return TerraformOutput.of(system.settings().tendrilFolder(), id);
    }

    /** The agent's process. */
    SupervisedProcess tendril() {
        return system.service("tendril-agent");
    }

    /**
     * The statuses of this job that the documented subscription told the jobs' store, in order; not
     * what only says why it waits, or no longer does.
     */
    List<String> heardStatuses(StockClient client) {
        List<JsonNode> rows =
                client.calls("addOrUpdateJob").stream()
                        .map(call -> call.path(0))
                        .filter(row -> row.path("id").asText().equals(id))
                        .toList();
        List<String> statuses = new ArrayList<>();
        for (int at = 0; at < rows.size(); at++) {
            if (at == 0 || !saysWhyItWaits(rows.get(at - 1), rows.get(at))) {
                statuses.add(rows.get(at).path("status").asText());
            }
        }
        return statuses;
    }

    private static boolean saysWhyItWaits(JsonNode before, JsonNode row) {
        return row.path("status").equals(before.path("status"))
                && row.path("version").asLong() > before.path("version").asLong()
                && !row.path("waiting_reason").equals(before.path("waiting_reason"));
    }

    /** The identity of the demo's Tendril. */
    static String tendrilId(TrellisClient ada) throws IOException, InterruptedException {
        for (JsonNode worker : ada.get("/api/workers").path("items")) {
            if (worker.path("name").asText().equals(ServicePrograms.TENDRIL)) {
                return worker.path("id").asText();
            }
        }
        throw new IllegalStateException("the Tendril is not in the list of " + DemoUser.ADA);
    }

    private static String module() throws IOException {
        try (InputStream file = MainJob.class.getResourceAsStream("main-job.tf")) {
            if (file == null) {
                throw new IllegalStateException("main-job.tf is not on the class path");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
