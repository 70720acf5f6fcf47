package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vintner.gateway.Tokens;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in by a gateway that names the pages it is for, and takes three clients. */
@QuarkusTest
@TestProfile(ProductionHandshakeIT.ThreeClients.class)
@QuarkusTestResource(RunningGateway.class)
class ProductionHandshakeIT {

    private static final String ORIGIN_REFUSED =
            "vintner_gateway_refusals_total{reason=\"OriginNotAllowed\"}";
    private static final String CONNECTION_REFUSED =
            "vintner_gateway_refusals_total{reason=\"ConnectionRateLimitReached\"}";

    /** A production gateway for one site and three clients. */
    public static final class ThreeClients implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "vintner.gateway.profile", "production",
                    "vintner.gateway.socket.allowed-origins", "https://vintner.example.org",
                    "vintner.gateway.socket.connections-max", "3");
        }
    }

    @TestHTTPResource("/")
    URI base;

    @BeforeEach
    void nobodyIsThere() {
        await().until(() -> metrics().value("vintner_gateway_connections") == 0);
    }

    private Scrape metrics() {
        return Scrape.of(base.getPort());
    }

    private static String target() {
        return "/realtime/v1/websocket?vsn=2.0.0&apikey=" + Tokens.of("user-1");
    }

    private Upgrade ask(String... headers) throws IOException {
        return Upgrade.ask(base.getPort(), target(), headers);
    }

    @Test
    void aPageOfAListedOriginIsLetIn() throws IOException {
        assertThat(ask("Origin: https://vintner.example.org").summary()).isEqualTo("101");
    }

    @Test
    void aClientThatIsNoPageIsLetIn() throws IOException {
        assertThat(ask().summary()).isEqualTo("101");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org",
                "http://vintner.example.org",
                "https://vintner.example.org:8443",
                "https://vintner.example.org.evil.net",
                "http://localhost:5173",
                "null"
            })
    void aPageOfAnyOtherOriginIsNot(String origin) throws IOException {
        // Given
        double before = metrics().count(ORIGIN_REFUSED);

        // When
        Upgrade answer = ask("Origin: " + origin);

        // Then
        assertThat(answer.summary()).isEqualTo("403 {\"error\":\"Origin is not allowed\"}");
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        assertThat(metrics().count(ORIGIN_REFUSED)).isEqualTo(before + 1);
    }

    @Test
    void oneClientMoreThanThereMayBeIsToldSoUntilAnotherHasGone() throws IOException {
        // Given
        double before = metrics().count(CONNECTION_REFUSED);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int number = 0; number < 3; number++) {
                clients.add(RawClient.connect("ws://127.0.0.1:" + base.getPort() + target()));
            }
            await().until(() -> metrics().value("vintner_gateway_connections") == 3);

            // When
            Upgrade answer = ask();

            // Then
            assertThat(answer.summary()).isEqualTo("429 {\"error\":\"Too many connected users\"}");
            assertThat(answer.headers()).containsEntry("content-type", "application/json");
            assertThat(metrics().count(CONNECTION_REFUSED)).isEqualTo(before + 1);

            // When
            clients.removeFirst().close();

            // Then
            await().until(() -> metrics().value("vintner_gateway_connections") == 2);
            assertThat(ask().summary()).isEqualTo("101");
        } finally {
            clients.forEach(RawClient::close);
        }
    }
}
