package io.vintner.trellis.testing;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A Tendril of the API, as its agent would speak.
 *
 * @param headers by which it proves what it is
 */
public record TestTendril(String id, String token, Map<String, String> headers) {

    /** One that sends its own credentials only, as agents of before did. */
    public TestTendril(String id, String token) {
        this(id, token, Map.of("X-Worker-ID", id, "X-Worker-Token", token));
    }

    /** It knows a job's token and nothing else. */
    public static TestTendril holding(Lease lease) {
        return new TestTendril("", "", Map.of("X-Job-Token", lease.token()));
    }

    /** Registers and beats once. */
    public static TestTendril register(String registrationToken) {
        JsonPath registered =
                given().contentType("application/json")
                        .body(
                                Map.of(
                                        "registration_token", registrationToken,
                                        "name", "cellar",
                                        "version", "1.0"))
                        .post("/api/tendrils/register")
                        .then()
                        .statusCode(201)
                        .extract()
                        .jsonPath();
        TestTendril tendril =
                new TestTendril(registered.getString("id"), registered.getString("token"));
        tendril.beat("ONLINE").statusCode(200);
        return tendril;
    }

    /** A lease, as a claim answers it. */
    public record Lease(String job, long epoch, JsonPath answer) {

        /** What the claim was answered with. */
        static Lease of(JsonPath answer) {
            return new Lease(answer.getString("job.id"), answer.getLong("lease.epoch"), answer);
        }

        public String token() {
            return answer.getString("job_token");
        }
    }

    public RequestSpecification ask() {
        return given().headers(headers).contentType("application/json");
    }

    public ValidatableResponse beat(String status, Lease... held) {
        var jobs =
                java.util.Arrays.stream(held)
                        .map(lease -> Map.of("id", lease.job(), "epoch", lease.epoch()))
                        .toList();
        return ask().body(Map.of("status", status, "version", "1.0", "jobs", jobs))
                .post("/api/workers/heartbeat")
                .then();
    }

    public Lease claim() {
        return claim(ask(), Map.of("applies_plans", true));
    }

    /** Under an idempotency key. */
    public Lease claim(String key) {
        return claim(ask().header("Idempotency-Key", key), Map.of("applies_plans", true));
    }

    /** With what it says of itself. */
    public Lease claim(Map<String, Object> claim) {
        return claim(ask(), claim);
    }

    private static Lease claim(RequestSpecification request, Map<String, Object> claim) {
        return Lease.of(
                request.body(claim)
                        .post("/api/jobs/claim")
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath());
    }

    public void claimNothing() {
        claimNothing(Map.of("applies_plans", true));
    }

    public void claimNothing(Map<String, Object> claim) {
        ask().body(claim).post("/api/jobs/claim").then().statusCode(204);
    }

    public ValidatableResponse report(Lease lease, String status) {
        return report(lease, Map.of("status", status, "epoch", lease.epoch()));
    }

    public ValidatableResponse report(Lease lease, Map<String, Object> body) {
        return ask().body(body).put("/api/jobs/" + lease.job() + "/status").then();
    }

    public Lease claimAndStart() {
        Lease lease = claim();
        report(lease, "PROCESSING").statusCode(200);
        return lease;
    }

    public ValidatableResponse append(Lease lease, List<Map<String, Object>> chunks) {
        return ask().body(Map.of("epoch", lease.epoch(), "chunks", chunks))
                .post("/api/jobs/" + lease.job() + "/logs")
                .then();
    }

    /** The heartbeat of one job alone. */
    public ValidatableResponse beatJob(Lease lease) {
        return ask().body(Map.of("epoch", lease.epoch()))
                .post("/api/jobs/" + lease.job() + "/heartbeat")
                .then();
    }

    public static Map<String, Object> chunk(long seq, String text) {
        return Map.of(
                "seq",
                seq,
                "stream_type",
                "STDOUT",
                "log_chunk",
                text,
                "emitted_at",
                "2026-11-22T16:00:00Z");
    }

    public ValidatableResponse push(Lease lease, String vine, String state) {
        return ask().contentType("application/json")
                .body(state)
                .post(
                        "/api/state/{vine}?job_id={job}&epoch={epoch}",
                        vine,
                        lease.job(),
                        lease.epoch())
                .then();
    }

    /** A state that came under a lease that was lost. */
    public ValidatableResponse pushOrphan(Lease lease, String vine, String state) {
        return ask().contentType("application/json")
                .body(state)
                .post(
                        "/api/state/{vine}/orphans?job_id={job}&epoch={epoch}",
                        vine,
                        lease.job(),
                        lease.epoch())
                .then();
    }

    public ValidatableResponse storePlan(Lease lease, byte[] content, long stateVersion) {
        return ask().contentType("application/octet-stream")
                .header("Content-Digest", digest(content))
                .body(content)
                .put(
                        "/api/jobs/{job}/plan-artifact?epoch={epoch}&state_version={version}",
                        lease.job(),
                        lease.epoch(),
                        stateVersion)
                .then();
    }

    /** A plan of a module that lies elsewhere, which was this one. */
    public ValidatableResponse storePlan(Lease lease, byte[] content, String moduleVersion) {
        return ask().contentType("application/octet-stream")
                .header("Content-Digest", digest(content))
                .body(content)
                .put(
                        "/api/jobs/{job}/plan-artifact?epoch={epoch}&state_version=0"
                                + "&module_version={module}",
                        lease.job(),
                        lease.epoch(),
                        moduleVersion)
                .then();
    }

    public ValidatableResponse fetchPlan(Lease lease) {
        return ask().get("/api/jobs/{job}/plan-artifact?epoch={epoch}", lease.job(), lease.epoch())
                .then();
    }

    private static String digest(byte[] content) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content);
            return "sha-256=:" + Base64.getEncoder().encodeToString(sha256) + ":";
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    public ValidatableResponse pull(Lease lease, String vine) {
        return ask().get(
                        "/api/state/{vine}?job_id={job}&epoch={epoch}",
                        vine,
                        lease.job(),
                        lease.epoch())
                .then();
    }
}
