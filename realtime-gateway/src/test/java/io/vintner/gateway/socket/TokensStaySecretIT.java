package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import io.vintner.gateway.Tokens;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A run of the packaged gateway with good and bad tokens everywhere: its log, its metrics. */
class TokensStaySecretIT {

    private static final Path LOG =
            Path.of("target", Path.of(".").toAbsolutePath().normalize().getFileName() + ".log");
    private static final String OPAQUE = "sb_secret_that_nobody_may_see_0123";

    private static TwoGateways gateways;
    private static long logBegin;

    private final List<String> tokens = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        logBegin = Files.exists(LOG) ? Files.size(LOG) : 0;
        gateways = new TwoGateways();
        gateways.start(
                0,
                Map.of(
                        "quarkus.http.access-log.enabled",
                        "true",
                        "QUARKUS_LOG_CATEGORY__IO_VINTNER__LEVEL",
                        "DEBUG",
                        "vintner.gateway.token.opaque-keys",
                        OPAQUE + "=anon"));
    }

    @AfterAll
    static void stop() {
        gateways.close();
    }

    private static String log() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(LOG.toFile(), "r")) {
            byte[] bytes = new byte[(int) (file.length() - logBegin)];
            file.seek(logBegin);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private String used(String token) {
        tokens.add(token);
        return token;
    }

    private static String claims(String tokenId, long expiry) {
        return "{\"role\":\"authenticated\",\"sub\":\"user-1\",\"jti\":\"%s\",\"exp\":%d}"
                .formatted(tokenId, expiry);
    }

    @Test
    void noTokenAndNoSecretStandsInTheLogOrInTheMetrics() throws Exception {
        // Given
        long later = Instant.now().getEpochSecond() + 3600;
        String good = used(Tokens.signed(claims("good", later)));
        String revoked = used(Tokens.signed(claims("revoked", later)));
        String expired = used(Tokens.signed(claims("expired", 1)));
        String forged =
                used(
                        Tokens.signed(
                                claims("forged", later),
                                "another-secret-that-is-long-enough-too",
                                JWSAlgorithm.HS256));
        String roleless = used(Tokens.signed("{\"exp\":%d,\"sub\":\"nobody\"}".formatted(later)));
        String unsigned = used("eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYW5vbiIsImV4cCI6OTk5OTk5OTk5OX0.");
        List<String> bad = List.of(expired, forged, roleless, unsigned, good + "x", good + ".x");

        // When: live channels, one of which is revoked, one renewed with each bad token
        try (RawClient client = gateways.joined(0, good, revoked)) {
            gateways.revoke(0, "{\"jti\":\"revoked\"}");
            client.next(message -> message.get(3).asText().equals("phx_close"));
            for (String token : bad) {
                client.send(TwoGateways.join(token));
                client.next(message -> message.at("/4/status").asText().equals("error"));
                client.send(TwoGateways.join(good));
                client.next(message -> message.at("/4/message").asText().startsWith("Subsc"));
                client.send(
                        "[\"6\",\"7\",\"realtime:notes\",\"access_token\",{\"access_token\":\"%s\"}]"
                                .formatted(token));
                client.next(message -> message.get(3).asText().equals("phx_close"));
                client.send("{\"malformed\": [\"" + token);
                client.send("[null,null,\"" + token + "\",\"phx_join\",{}]");
                client.next();
                client.send("[null,null,\"realtime:x\",\"" + token + "\",{}]");
                client.next();
            }
        }
        // … handshakes with each, by address and by header
        try (RawClient client = gateways.connect(0, OPAQUE)) {
            assertThat(client.isOpen()).isTrue();
        }
        for (String token : bad) {
            assertThatThrownBy(() -> gateways.connect(0, token)).isNotNull();
            assertThatThrownBy(() ->
                            RawClient.connect(
                                    "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0"
                                            .formatted(gateways.port(0)),
                                    "x-api-key",
                                    token))
                    .isNotNull();
        }
        // … other paths, too long an address, what is no HTTP, and the endpoint for revoking
        for (String token : tokens) {
            for (String path :
                    List.of("/x?apikey=", "/api/broadcast?apikey=", "/q/health/ready?apikey=")) {
                TwoGateways.ask(
                        HttpRequest.newBuilder(gateways.uri(0, path + token))
                                .header("Authorization", "Bearer " + token)
                                .build());
            }
            raw("GET /socket/websocket?apikey=%s HTTP/1.1\r\n\r\n".formatted(token.repeat(200)));
            raw("%s\r\n\r\n".formatted(token));
            raw(
                    "GET /%% HTTP/1.1\r\nHost: 127.0.0.1\r\nx-api-key: %s\r\n%s\r\n\r\n"
                            .formatted(token, token));
            TwoGateways.ask(
                    HttpRequest.newBuilder(gateways.uri(0, "/admin/v1/revocations?t=" + token))
                            .header("Authorization", "Bearer " + token)
                            .POST(HttpRequest.BodyPublishers.ofString(token))
                            .build());
            gateways.revoke(0, "{\"jti\":\"" + token + "\"");
            gateways.revoke(0, "{\"" + token + "\":1}");
        }

        // Then
        await().until(() -> log().contains("/admin/v1/revocations"));
        String metrics =
                TwoGateways.ask(HttpRequest.newBuilder(gateways.uri(0, "/q/metrics")).build())
                        .body();
        assertThat(metrics).contains("vintner_gateway_refusals_total");
        String log = log();
        assertThat(log).contains("GET /socket/websocket").contains("tokens were revoked");
        List<String> secrets = new ArrayList<>();
        secrets.add(Tokens.SECRET);
        secrets.add(TwoGateways.REVOCATION_SECRET);
        secrets.add(OPAQUE);
        for (String token : tokens) {
            for (String part : token.split("\\.", -1)) {
                if (part.length() > 20) {
                    secrets.add(part);
                }
            }
        }
        assertThat(secrets).hasSizeGreaterThan(10);
        for (String secret : secrets) {
            // Headers of tokens are the same for all and say nothing.
            if (!secret.startsWith("eyJhbGciOi")) {
                assertThat(log.contains(secret)).as("in the log: %s", secret).isFalse();
                assertThat(metrics.contains(secret)).as("in metrics: %s", secret).isFalse();
            }
        }
    }

    private static void raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateways.port(0))) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            var _ = socket.getInputStream().readAllBytes();
        } catch (java.net.SocketException reset) {
            // It closed the connection, which is its right.
        }
    }
}
