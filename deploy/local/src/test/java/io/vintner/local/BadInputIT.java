package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.LocalTokens;
import io.vintner.local.demo.TrellisClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a client may do wrong, on all three ports: each gets a documented answer, and after each a
 * bystander still hears what it is entitled to.
 */
class BadInputIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String WRONG_SECRET = "another secret that has more than 32 letters";

    private static SystemUnderTest system;
    private static TrellisClient ada;
    private static RawHttp api;
    private static StockClient bystander;
    private static HandTendril tendril;
    private static String vineId;

    private static int markers;

    @BeforeAll
    static void start() throws Exception {
        system = SystemUnderTest.startWithoutTendril();
        ada = system.trellis(DemoUser.ADA);
        api = new RawHttp(system.trellisUrl());
        bystander = system.stockClient(DemoUser.ADA);
        bystander.subscribe("bystander", "*", "vineyards", null);
        tendril = HandTendril.register(system, ada, "by-hand");
        vineId = MainJob.vine(system, ada, "bad-input", 1);
    }

    @AfterAll
    static void stop() {
        if (bystander != null) {
            bystander.close();
        }
        if (tendril != null) {
            tendril.close();
        }
        if (system != null) {
            api.close();
            ada.close();
            system.close();
        }
    }

    @AfterEach
    void theBystanderIsNotDisturbed() throws Exception {
        String name = "marker " + ++markers;
        ada.post("/api/vineyards", Map.of("name", name));
        await("the bystander hears " + name)
                .atMost(PATIENCE)
                .until(() ->
                        bystander.changes("bystander").stream()
                                .anyMatch(change ->
                                        change.path("new").path("name").asText().equals(name)));
        assertThat(bystander.statuses("bystander")).containsExactly("SUBSCRIBED");
    }

    @Test
    void theApiRefusesWrongExpiredAndMissingTokens() throws Exception {
        refused(get("/api/jobs", wrongToken()), 401, "token-invalid");
        refused(get("/api/jobs", expiredToken()), 401, "token-expired");
        refused(get("/api/jobs", "no.token.at-all"), 401, "token-invalid");
        refused(api.call("GET", "/api/jobs", Map.of(), null), 401, "token-missing");
        // The anonymous key opens sockets and nothing else.
        refused(get("/api/jobs", system.anonKey()), 403, "role-not-permitted");
    }

    @Test
    void theApiTellsNothingOfAnotherUsersJob() throws Exception {
        // Given
        String job = system.queue(ada, vineId, "PLAN");
        String foreign = system.token(DemoUser.BEN);

        // Then
        for (String path : List.of("/api/jobs/" + job, "/api/jobs/" + job + "/logs")) {
            refused(get(path, foreign), 404, "not-found");
        }
        refused(
                api.call("POST", "/api/jobs/" + job + "/cancel", bearer(foreign), null),
                404,
                "not-found");
        ada.post("/api/jobs/" + job + "/cancel", null);
    }

    @Test
    void theApiRefusesUnknownJobsAndUnreadableBodies() throws Exception {
        // Given
        String mine = system.token(DemoUser.ADA);

        // Then
        refused(get("/api/jobs/" + UUID.randomUUID(), mine), 404, "not-found");
        refused(
                api.call("POST", "/api/jobs", bearer(mine), "{\"vine_id\": "),
                400,
                "malformed-request");
        refused(tendril.report(UUID.randomUUID().toString(), 1, "PROCESSING"), 404, "not-found");
    }

    @Test
    void anIllegalChangeOfStatusChangesNothing() throws Exception {
        // Given
        String job = system.queue(ada, vineId, "DEPLOY");
        long epoch = tendril.claim(job);

        // When
        RawHttp.Answer tooEarly = tendril.report(job, epoch, "SUCCESS");
        RawHttp.Answer stale = tendril.report(job, epoch - 1, "PROCESSING");

        // Then
        refused(tooEarly, 409, "illegal-transition");
        refused(stale, 409, "lease-lost");
        assertThat(ada.get("/api/jobs/" + job).path("status").asText()).isEqualTo("CLAIMED");
        assertThat(tendril.report(job, epoch, "PROCESSING").status()).isEqualTo(200);
        assertThat(tendril.report(job, epoch, "FAILED").status()).isEqualTo(200);
        refused(tendril.report(job, epoch, "PROCESSING"), 409, "illegal-transition");
    }

    @Test
    void anOversizedLogChunkIsRefusedAndTheLogGoesOn() throws Exception {
        // Given
        String job = system.queue(ada, vineId, "PLAN");
        long epoch = tendril.claim(job);
        tendril.report(job, epoch, "PROCESSING");

        // When
        RawHttp.Answer oversized = tendril.append(job, epoch, 1, "x".repeat(64 * 1024 + 1));

        // Then
        refused(oversized, 413, "log-chunk-too-large");
        refused(tendril.append(job, epoch, 2, "too far ahead\n"), 409, "log-gap");
        assertThat(tendril.append(job, epoch, 1, "fits\n").status()).isEqualTo(200);
        assertThat(ada.get("/api/jobs/" + job + "/logs").path("items")).hasSize(1);
        tendril.report(job, epoch, "FAILED");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "wrong,   Failed to validate JWT signature",
        "expired, Token has expired",
        "nonsense, The token provided is not a valid JWT",
    })
    void theGatewayRefusesASocketWithoutAValidKey(String kind, String text) throws Exception {
        // Given
        String key =
                switch (kind) {
                    case "wrong" -> new LocalTokens(WRONG_SECRET, now()).anonKey();
                    case "expired" -> expiredToken();
                    default -> "nonsense";
                };

        // When
        String answer = RawSocket.handshake(system.gatewayUrl(), key, Map.of());

        // Then
        assertThat(answer).startsWith("HTTP/1.1 401 ").contains(text);
        documented(text);
    }

    @Test
    void theGatewayRefusesAPageOfAnotherSite() throws Exception {
        // When
        String answer =
                RawSocket.handshake(
                        system.gatewayUrl(),
                        system.anonKey(),
                        Map.of("Origin", "https://elsewhere.example"));

        // Then
        assertThat(answer).startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"wrong, JwtSignatureError", "expired, InvalidJWTToken"})
    void theGatewayRefusesAChannelWithoutAValidToken(String kind, String code) {
        // Given
        String token = kind.equals("wrong") ? wrongToken() : expiredToken();

        // When
        try (RawSocket socket = new RawSocket(system.gatewayUrl(), system.anonKey())) {
            JsonNode reply = socket.join("refused", token, "provision_jobs", null);

            // Then
            assertThat(reply.path("status").asText()).isEqualTo("error");
            assertThat(reply.path("response").path("reason").asText()).startsWith(code + ": ");
            documented(code);
        }
    }

    @Test
    void aValidTokenOfSomeoneElseHearsNothingOfTheJob() throws Exception {
        // Given
        String job = system.queue(ada, vineId, "PLAN");
        try (StockClient ben = system.stockClient(DemoUser.BEN)) {
            ben.subscribe("foreign", "*", "provision_jobs", "id=eq." + job);
            ben.subscribe("own", "INSERT", "provision_jobs", null);

            // When
            ada.post("/api/jobs/" + job + "/cancel", null);
            MarkerRows.write(system.postgres(), DemoUser.BEN);

            // Then
            await().atMost(PATIENCE).until(() -> !ben.changes("own").isEmpty());
            assertThat(ben.changes("foreign")).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "no_such_table,  ",
        "provision_jobs, no_such_column=eq.1",
        "provision_jobs, id=resembles.1",
        "provision_jobs, id=eq.not-a-uuid",
        "provision_jobs, nonsense",
    })
    void theGatewayRefusesATableOrFilterThatCannotBe(String table, String filter) {
        // Given
        Map<String, String> binding =
                filter == null
                        ? Map.of("event", "*", "schema", "public", "table", table)
                        : Map.of(
                                "event", "*", "schema", "public", "table", table, "filter", filter);
        try (StockClient client = system.stockClient(DemoUser.ADA)) {

            // When
            client.trySubscribe("refused", List.of(binding));

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(client.systemMessages("refused"))
                                    .anySatisfy(message -> {
                                        assertThat(message.path("status").asText())
                                                .isEqualTo("error");
                                        assertThat(message.path("extension").asText())
                                                .isEqualTo("postgres_changes");
                                        assertThat(message.path("message").asText()).isNotBlank();
                                    }));
            // The same socket still serves what is right.
            client.subscribe("right", "*", "provision_jobs", null);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "not json at all",
                "{}",
                "[]",
                "[1,2,3]",
                "null",
                "[\"1\",\"1\",\"realtime:x\",\"phx_join\",null]",
                "{\"topic\":7,\"event\":[],\"payload\":{},\"ref\":{}}",
            })
    void aMalformedFrameIsDroppedAndTheSocketGoesOn(String frame) {
        // Given
        try (RawSocket socket = new RawSocket(system.gatewayUrl(), system.anonKey())) {

            // When
            socket.send(frame);

            // Then
            JsonNode reply = socket.join("still-there", system.token(DemoUser.ADA), "vines", null);
            assertThat(reply.path("status").asText()).isEqualTo("ok");
        }
    }

    @Test
    void theRelaysFeedDemandsItsSecret() throws Exception {
        try (RawHttp relay = new RawHttp(system.relayUrl())) {
            refused(
                    relay.call("GET", "/feed/v1/changes", Map.of(), null),
                    401,
                    "feed-secret-required");
            refused(
                    relay.call("GET", "/feed/v1/changes", bearer(wrongToken()), null),
                    401,
                    "feed-secret-required");
        }
    }

    private static void refused(RawHttp.Answer answer, int status, String code) throws IOException {
        assertThat(answer.body().path("code").asText()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.body().path("type").asText()).endsWith("/" + code);
        documented(code);
    }

    /** Every answer that a client can get for a mistake stands in a page of the documentation. */
    private static void documented(String word) {
        Path docs = SystemUnderTest.MODULE.resolve("../../docs");
        List<Path> pages =
                List.of(
                        docs.resolve("errors.md"),
                        docs.resolve("contracts/realtime-frames.md"),
                        docs.resolve("contracts/change-feed.md"));
        assertThat(pages)
                .as("'%s' is documented", word)
                .anySatisfy(page -> assertThat(page).content().contains(word));
    }

    private static RawHttp.Answer get(String path, String token)
            throws IOException, InterruptedException {
        return api.call("GET", path, bearer(token), null);
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    private static String wrongToken() {
        return new LocalTokens(WRONG_SECRET, now()).userToken(DemoUser.ADA, Duration.ofHours(1));
    }

    private static String expiredToken() {
        return new LocalTokens(LocalSettings.PUBLISHED_JWT_SECRET, now())
                .userToken(DemoUser.ADA, Duration.ofMinutes(-10));
    }

    private static InstantSource now() {
        return InstantSource.system();
    }
}
