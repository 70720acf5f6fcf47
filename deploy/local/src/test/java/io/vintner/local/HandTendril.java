package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.local.demo.TrellisClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A Tendril played by a test: registered for real, it says over HTTP whatever the test wants. */
final class HandTendril implements AutoCloseable {

    private final RawHttp http;
    private final String id;
    private final Map<String, String> credentials;

    private HandTendril(RawHttp http, String id, String token) {
        this.http = http;
        this.id = id;
        this.credentials = Map.of("X-Worker-ID", id, "X-Worker-Token", token);
    }

    /** Registers with a token of {@code owner}'s and comes online. */
    static HandTendril register(SystemUnderTest system, TrellisClient owner, String name)
            throws IOException, InterruptedException {
        String token =
                owner.post("/api/tendrils/registration-tokens", Map.of("name", name))
                        .path("token")
                        .asText();
        RawHttp http = new RawHttp(system.trellisUrl());
        JsonNode identity =
                http.call(
                                "POST",
                                "/api/tendrils/register",
                                Map.of(),
                                Map.of("registration_token", token, "name", name, "version", "0"))
                        .body();
        HandTendril tendril =
                new HandTendril(
                        http, identity.path("id").asText(), identity.path("token").asText());
        tendril.beat("ONLINE");
        return tendril;
    }

    String id() {
        return id;
    }

    RawHttp.Answer beat(String status) throws IOException, InterruptedException {
        return call(
                "POST",
                "/api/workers/heartbeat",
                Map.of("status", status, "version", "0", "jobs", List.of()));
    }

    /**
     * Claims the job, which must be the oldest that it may have; the answer is the lease's epoch.
     */
    long claim(String jobId) throws IOException, InterruptedException {
        JsonNode lease =
                http.call(
                                "POST",
                                "/api/jobs/claim",
                                withKey(UUID.randomUUID().toString()),
                                Map.of("wait_seconds", 10))
                        .body();
        assertThat(lease.path("job").path("id").asText()).isEqualTo(jobId);
        return lease.path("lease").path("epoch").asLong();
    }

    RawHttp.Answer report(String jobId, long epoch, String status)
            throws IOException, InterruptedException {
        return call(
                "PUT",
                "/api/jobs/%s/status".formatted(jobId),
                Map.of("status", status, "epoch", epoch));
    }

    RawHttp.Answer append(String jobId, long epoch, long seq, String text)
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
                "/api/jobs/%s/logs".formatted(jobId),
                Map.of("epoch", epoch, "chunks", List.of(chunk)));
    }

    RawHttp.Answer call(String method, String path, Object body)
            throws IOException, InterruptedException {
        return http.call(method, path, credentials, body);
    }

    @Override
    public void close() {
        http.close();
    }

    private Map<String, String> withKey(String key) {
        Map<String, String> headers = new java.util.HashMap<>(credentials);
        headers.put("Idempotency-Key", key);
        return headers;
    }
}
