package io.vintner.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.gateway.FeedServer;
import io.vintner.gateway.Tables;
import io.vintner.gateway.Tokens;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Weaknesses W17 and W26 of upstream: channels that fall silent, and losses that nobody is told of.
 */
@QuarkusTest
@QuarkusTestResource(RunningGateway.class)
class LossIsToldIT {

    private static final String VINES =
            "{\"config\":{\"broadcast\":{\"ack\":false},\"postgres_changes\":[{\"event\":\"*\",\"table\":\"vines\"}]}}";

    @TestHTTPResource("/")
    URI base;

    private FeedServer feed;
    private RawClient client;

    @BeforeEach
    void join() {
        feed = RunningGateway.feed();
        await().until(() -> feed.readers() == 1);
        client =
                RawClient.connect(
                        "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0&apikey=%s"
                                .formatted(base.getPort(), Tokens.of("user-1")));
        client.send("[\"6\",\"6\",\"realtime:room\",\"phx_join\",%s]".formatted(VINES));
        client.next(message -> message.at("/4/message").asText().startsWith("Subscribed"));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"broadcast", "presence"})
    void whatIsNotDeliveredIsRefusedAlsoWithoutAnAcknowledgement(String event) {
        // When
        client.send(
                "[\"6\",\"7\",\"realtime:room\",\"%s\",{\"event\":\"e\",\"payload\":{}}]"
                        .formatted(event));

        // Then
        assertThat(client.next().at("/4/response/reason").asText()).startsWith("NotSupported: ");
    }

    @Test
    void changesThatWereMissedAreToldAndTheChannelIsSentBackToJoinAgain() {
        // When
        feed.gap();

        // Then
        assertThat(client.next().get(4).toString())
                .isEqualTo(
                        "{\"extension\":\"postgres_changes\",\"status\":\"error\",\"message\":\"Changes"
                            + " were missed: join again, then fetch\",\"channel\":\"room\"}");
        assertThat(client.next().toString())
                .isEqualTo("[\"6\",\"6\",\"realtime:room\",\"phx_error\",{}]");
    }

    @Test
    void changesOfATimeWithoutTheRelayAreHeardWhenItIsBack() {
        // When
        feed.away(true);
        for (int id = 0; id < 20; id++) {
            feed.insert(Tables.VINES, Integer.toString(id), "DRAFT", null);
        }
        feed.away(false);

        // Then
        for (int id = 0; id < 20; id++) {
            assertThat(client.next().at("/4/data/record/id").asInt()).isEqualTo(id);
        }
    }

    @Test
    void w26HoweverFastChangesComeNoneIsLeftOut() {
        // When
        for (int id = 0; id < 2_000; id++) {
            feed.insert(Tables.VINES, Integer.toString(id), "DRAFT", null);
        }

        // Then
        for (int id = 0; id < 2_000; id++) {
            assertThat(client.next().at("/4/data/record/id").asInt()).isEqualTo(id);
        }
    }

    @Test
    void aChannelWhoseBindingCannotBeServedIsToldAtOnceInsteadOfHearingNothing() {
        // When
        client.send(
                "[\"8\",\"8\",\"realtime:other\",\"phx_join\",{\"config\":{\"postgres_changes\":[{\"table\":\"unknown\"}]}}]");

        // Then
        assertThat(client.next().at("/4/status").asText()).isEqualTo("ok");
        assertThat(client.next().at("/4/status").asText()).isEqualTo("error");
    }
}
