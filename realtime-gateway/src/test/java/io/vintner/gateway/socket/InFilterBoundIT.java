package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.gateway.Tokens;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How many values {@code in} takes, at the socket of a packaged gateway on real PostgreSQL. */
class InFilterBoundIT {

    private static TwoGateways gateways;

    @BeforeAll
    static void startEverything() {
        gateways = new TwoGateways();
        gateways.start(0, Map.of());
    }

    @AfterAll
    static void stopEverything() {
        gateways.close();
    }

    private static String in(int values) {
        return IntStream.rangeClosed(1, values)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "id=in.(", ")"));
    }

    /** Joins with a filter; the first message after the answer. */
    private static JsonNode told(RawClient client, String filter) {
        client.send(
                """
                ["1","1","realtime:notes","phx_join",{"config":{"postgres_changes":[
                  {"event":"*","schema":"public","table":"notes","filter":"%s"}]}}]
                """
                        .formatted(filter));
        assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        return client.next().get(4);
    }

    private static void insert(int id) {
        gateways.feed().insert(gateways.database().shape("notes"), Integer.toString(id), "note");
    }

    @Test
    void aHundredValuesAreTakenAndEachOfThemCounts() {
        try (RawClient client = gateways.connect(0, Tokens.of("user-1"))) {
            // When
            JsonNode told = told(client, in(100));

            // Then
            assertThat(told.path("status").asText()).isEqualTo("ok");
            assertThat(told.path("message").asText()).isEqualTo("Subscribed to PostgreSQL");
            insert(101);
            insert(1);
            insert(100);
            assertThat(client.next().at("/4/data/record/id").asInt()).isEqualTo(1);
            assertThat(client.next().at("/4/data/record/id").asInt()).isEqualTo(100);
        }
    }

    @Test
    void oneMoreIsRefusedInTheDocumentedWordsAndNothingIsHeard() {
        try (RawClient client = gateways.connect(0, Tokens.of("user-1"))) {
            // When
            JsonNode told = told(client, in(101));

            // Then
            assertThat(told.path("extension").asText()).isEqualTo("postgres_changes");
            assertThat(told.path("status").asText()).isEqualTo("error");
            assertThat(told.path("message").asText())
                    .startsWith(
                            "Unable to subscribe to changes with given parameters. An exception"
                                    + " happened so please check your connect parameters: ")
                    .endsWith(
                            " Exception: ERROR P0001 (raise_exception) too many values for `in`"
                                    + " filter. Maximum 100");
            try (RawClient other = gateways.connect(0, Tokens.of("user-1"))) {
                told(other, in(100));
                insert(50);
                assertThat(other.next().at("/4/data/record/id").asInt()).isEqualTo(50);
            }
            assertThat(client.isQuiet()).isTrue();
        }
    }
}
