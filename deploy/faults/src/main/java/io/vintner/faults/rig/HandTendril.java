package io.vintner.faults.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Tendril that is no program: registered for real, it says over HTTP whatever its caller wants,
 * to all nodes in turn. Thread-safe.
 */
public final class HandTendril implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final List<Integer> nodes;
    private final AtomicLong turns = new AtomicLong();
    private Map<String, String> credentials = Map.of();

    private HandTendril(List<Integer> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** What the API said. */
    public record Answer(int status, JsonNode body) {

        /** The stable name of a refusal; empty if it was none. */
        public String code() {
            return body.path("code").asText("");
        }
    }

    /** A job that it holds. */
    public record Held(String job, String type, String vine, long epoch) {}

    static HandTendril register(List<Integer> nodes, String registrationToken, String name)
            throws IOException, InterruptedException {
        HandTendril tendril = new HandTendril(nodes);
        JsonNode identity =
                tendril.call(
                                "POST",
                                "/api/tendrils/register",
                                Map.of(
                                        "registration_token",
                                        registrationToken,
                                        "name",
                                        name,
                                        "version",
                                        "0"))
                        .body();
        tendril.credentials =
                Map.of(
                        "X-Worker-ID", identity.path("id").asText(),
                        "X-Worker-Token", identity.path("token").asText());
        tendril.beat();
        return tendril;
    }

    /** Lives, and holds these jobs. */
    public Answer beat(Held... held) throws IOException, InterruptedException {
        List<Map<String, Object>> jobs =
                List.of(held).stream()
                        .map(it -> Map.<String, Object>of("id", it.job(), "epoch", it.epoch()))
                        .toList();
        return call(
                "POST",
                "/api/workers/heartbeat",
                Map.of("status", "ONLINE", "version", "0", "jobs", jobs));
    }

    /** Asks for a job, without waiting. */
    public Optional<Held> claim() throws IOException, InterruptedException {
        return claim(Map.of("wait_seconds", 0, "applies_plans", true));
    }

    /**
     * Asks for a job.
     *
     * @param wish the body, in which Tendrils of different versions say different things
     */
    public Optional<Held> claim(Map<String, ?> wish) throws IOException, InterruptedException {
        Map<String, String> headers = new HashMap<>(credentials);
        headers.put("Idempotency-Key", UUID.randomUUID().toString());
        Answer answer = send("POST", "/api/jobs/claim", headers, JSON.writeValueAsBytes(wish));
        if (answer.status() != 200) {
            return Optional.empty();
        }
        JsonNode job = answer.body().path("job");
        return Optional.of(
                new Held(
                        job.path("id").asText(),
                        job.path("job_type").asText(),
                        job.path("vine_id").asText(),
                        answer.body().path("lease").path("epoch").asLong()));
    }

    /** Says what has become of a job. */
    public Answer report(Held held, String status) throws IOException, InterruptedException {
        return call(
                "PUT",
                "/api/jobs/%s/status".formatted(held.job()),
                Map.of("status", status, "epoch", held.epoch()));
    }

    /** Adds one chunk to a job's log. */
    public Answer append(Held held, long seq, String text)
            throws IOException, InterruptedException {
        Map<String, Object> chunk =
                Map.of(
                        "seq",
                        seq,
                        "stream_type",
                        "STDOUT",
                        "log_chunk",
                        text,
                        "emitted_at",
                        "2026-11-22T12:00:00Z");
        return call(
                "POST",
                "/api/jobs/%s/logs".formatted(held.job()),
                Map.of("epoch", held.epoch(), "chunks", List.of(chunk)));
    }

    /** Says how the log of a job ends. */
    public Answer seal(Held held, long lastSeq, long bytes, String sha256)
            throws IOException, InterruptedException {
        return call(
                "POST",
                "/api/jobs/%s/logs/seal".formatted(held.job()),
                Map.of(
                        "epoch",
                        held.epoch(),
                        "last_seq",
                        lastSeq,
                        "bytes",
                        bytes,
                        "sha256",
                        sha256));
    }

    /** Any call. */
    public Answer call(String method, String path, Object body)
            throws IOException, InterruptedException {
        return send(method, path, credentials, JSON.writeValueAsBytes(body));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private Answer send(String method, String path, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        int node = nodes.get((int) (turns.getAndIncrement() % nodes.size()));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
        JsonNode read =
                answer.body().length == 0
                        ? MissingNode.getInstance()
                        : JSON.readTree(answer.body());
        return new Answer(answer.statusCode(), read);
    }
}
