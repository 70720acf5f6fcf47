package io.vintner.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that ask for more than they may, and clients whose tokens are withdrawn: what they are
 * told, and whether they come back. There are two gateways.
 */
class TurnedAwayIT {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String REVOKED = "Token has been revoked";
    private static final String SUBSCRIBED = "SUBSCRIBED";
    private static final String SECRET = "the secret of those who may revoke, here";
    private static final List<Map<String, ?>> NOTES = List.of(Bindings.all("notes"));
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @AutoClose private static GatewayStack stack;
    private static int lastId;

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.startedWithTwoGateways(
                        """
                        create table public.notes (id int primary key);
                        grant select on public.notes to authenticated;
                        alter publication supabase_realtime add table public.notes;
                        """,
                        both -> {
                            both.gateway().set("VINTNER_GATEWAY_REVOCATION_SECRET", SECRET);
                            both.otherGateway().set("VINTNER_GATEWAY_REVOCATION_SECRET", SECRET);
                            both.gateway().set("VINTNER_GATEWAY_SOCKET_CHANNELS_MAX", "3");
                            both.otherGateway()
                                    .set("VINTNER_GATEWAY_SOCKET_JOINS_PER_SECOND_MAX", "5");
                        });
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void aChannelTooManyIsRefusedAndComesInWhenAnotherLeaves(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            for (String channel : List.of("one", "two", "three")) {
                client.joinAndAwait(channel, NOTES);
            }

            // When
            client.join("four", NOTES);

            // Then
            assertThat(firstError(client, "four"))
                    .isEqualTo("ChannelRateLimitReached: Too many channels");
            int told = insert();
            awaitTold(client, "three", told);
            assertThat(client.statuses("one")).containsExactly(SUBSCRIBED);

            // When
            client.tell(Map.of("command", "leave", "channel", "two"));

            // Then
            awaitSubscribed(client, "four");
            awaitTold(client, "four", insert());
            assertThat(client.statuses("one")).containsExactly(SUBSCRIBED);
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void whoJoinsTooQuicklyIsRefusedAndComesInALittleLaterOnTheSameSocket(
            String library, String serializer) {
        List<String> channels =
                IntStream.range(0, 12).mapToObj(number -> "channel-" + number).toList();
        try (NodeClient client =
                client(stack.otherGateway(), library, serializer, Bearer.anyone().token())) {
            // When
            channels.forEach(channel -> client.join(channel, NOTES));
            channels.forEach(channel -> awaitSubscribed(client, channel));

            // Then
            List<String> errors =
                    client.said().stream()
                            .filter(line -> line.path("status").asText().equals("CHANNEL_ERROR"))
                            .map(line -> line.path("error").asText())
                            .toList();
            assertThat(errors)
                    .isNotEmpty()
                    .containsOnly("ClientJoinRateLimitReached: Too many joins per second");
            assertThat(client.statuses("channel-0")).containsExactly(SUBSCRIBED);
            int told = insert();
            channels.forEach(channel -> awaitTold(client, channel, told));
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void aTokenThatIsRevokedByItsIdIsOutWithinASecondAndDoesNotComeBack(
            String library, String serializer) throws Exception {
        String user = UUID.randomUUID().toString();
        String id = UUID.randomUUID().toString();
        Instant now = Instant.now();
        assertRevoked(
                library,
                serializer,
                token(user, id, now),
                "{\"jti\":\"%s\"}".formatted(id),
                token(user, UUID.randomUUID().toString(), now));
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void theTokensOfAUserThatAreRevokedAreOutWithinASecondAndALaterOneIsNot(
            String library, String serializer) throws Exception {
        String user = UUID.randomUUID().toString();
        Instant moment = Instant.now().minusSeconds(60);
        assertRevoked(
                library,
                serializer,
                token(user, UUID.randomUUID().toString(), moment.minusSeconds(10)),
                "{\"sub\":\"%s\",\"issued_before\":%d}".formatted(user, moment.getEpochSecond()),
                token(user, UUID.randomUUID().toString(), moment.plusSeconds(10)));
    }

    /**
     * Revokes at one gateway while clients of the other are live.
     *
     * @param other a token that the revocation does not cover
     */
    private static void assertRevoked(
            String library, String serializer, String revoked, String revocation, String other)
            throws Exception {
        CompletableFuture<Instant> told = new CompletableFuture<>();
        CompletableFuture<Instant> closed = new CompletableFuture<>();
        try (NodeClient client =
                        NodeClient.start(
                                settings(stack.gateway(), library, serializer, revoked),
                                line -> {
                                    if (line.at("/system/message").asText().equals(REVOKED)) {
                                        told.complete(Instant.now());
                                    }
                                    if (line.path("status").asText().equals("CLOSED")) {
                                        closed.complete(Instant.now());
                                    }
                                });
                NodeClient witness = client(stack.gateway(), library, serializer, other)) {
            // Given
            client.joinAndAwait("notes", NOTES);
            witness.joinAndAwait("notes", NOTES);
            int first = insert();
            awaitTold(client, "notes", first);
            awaitTold(witness, "notes", first);

            // When
            Instant revokedAt = Instant.now();
            revoke(revocation);

            // Then
            assertThat(Duration.between(revokedAt, told.get(60, TimeUnit.SECONDS)))
                    .isLessThan(SECOND);
            assertThat(Duration.between(revokedAt, closed.get(60, TimeUnit.SECONDS)))
                    .isLessThan(SECOND);
            int second = insert();
            awaitTold(witness, "notes", second);
            assertThat(witness.statuses("notes")).containsExactly(SUBSCRIBED);

            // When
            client.join("again", NOTES);

            // Then
            assertThat(firstError(client, "again")).isEqualTo("InvalidJWTToken: " + REVOKED);
            assertThat(client.changes("notes")).hasSize(1);
            assertThat(client.statuses("notes")).containsExactly(SUBSCRIBED, "CLOSED");
            assertThat(client.statuses("again")).doesNotContain(SUBSCRIBED);
        }
        for (ServiceProcess gateway : List.of(stack.gateway(), stack.otherGateway())) {
            try (NodeClient back = client(gateway, library, serializer, revoked);
                    NodeClient witness = client(gateway, library, serializer, other)) {
                // When
                back.join("notes", NOTES);

                // Then
                firstError(back, "notes");
                witness.joinAndAwait("notes", NOTES);
                assertThat(back.statuses("notes")).doesNotContain(SUBSCRIBED);
            }
        }
    }

    private static void revoke(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HTTP.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                stack.otherGateway().url()
                                                        + "/admin/v1/revocations"))
                                .header("Authorization", "Bearer " + SECRET)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String token(String user, String id, Instant issuedAt) {
        return GatewayStack.token(
                Map.of(
                        "role",
                        "authenticated",
                        "sub",
                        user,
                        "jti",
                        id,
                        "iat",
                        issuedAt.getEpochSecond()));
    }

    private static NodeClient client(
            ServiceProcess gateway, String library, String serializer, String token) {
        return NodeClient.start(settings(gateway, library, serializer, token));
    }

    private static NodeClient.Settings settings(
            ServiceProcess gateway, String library, String serializer, String token) {
        return new NodeClient.Settings(
                library, gateway.url(), token, null, Map.of("vsn", serializer));
    }

    private static void awaitSubscribed(NodeClient client, String channel) {
        Awaited.until(
                "SUBSCRIBED to " + channel,
                () -> client.statuses(channel).contains(SUBSCRIBED),
                client::said);
    }

    private static void awaitTold(NodeClient client, String channel, int id) {
        Awaited.until(
                channel + " is told of " + id,
                () ->
                        client.changes(channel).stream()
                                .anyMatch(change -> change.at("/new/id").asInt() == id),
                client::said);
    }

    private static String firstError(NodeClient client, String channel) {
        JsonNode error =
                client.await(
                        "why " + channel + " is refused",
                        line ->
                                line.path("channel").asText().equals(channel)
                                        && line.path("status").asText().equals("CHANNEL_ERROR"));
        return error.path("error").asText();
    }

    private static int insert() {
        stack.run("insert into public.notes values (%d)".formatted(++lastId));
        return lastId;
    }
}
