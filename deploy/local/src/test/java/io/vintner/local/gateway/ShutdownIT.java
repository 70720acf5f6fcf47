package io.vintner.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of the clients of a gateway that is stopped, as in a rolling update, while another
 * one serves.
 */
class ShutdownIT {

    private static final int CROWD = 40;

    /**
     * All come back after the same pause, so what lies between them is what lay between their ends.
     */
    private static final Duration LEAVE_INTERVAL = Duration.ofMillis(50);

    @AutoClose private static GatewayStack stack;

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.startedWithTwoGateways(
                        """
                        create table public.notes (id int primary key, body text);
                        grant select on public.notes to authenticated;
                        alter publication supabase_realtime add table public.notes;
                        """,
                        both ->
                                both.gateway()
                                        .set(
                                                "VINTNER_GATEWAY_SOCKET_LEAVE_INTERVAL",
                                                LEAVE_INTERVAL.toMillis() + "ms"));
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void itsClientsComeToTheNextOneByOneAndHearOn(String library, String serializer)
            throws IOException, InterruptedException {
        try (Network network = new Network(stack.gateway().url());
                NodeClient crowd = crowd(network, library, serializer)) {
            // Given
            crowd.join("notes", List.of(Bindings.all("notes")));
            awaitSubscribed(crowd, 1);
            network.leadTo(stack.otherGateway().url());

            // When
            stack.gateway().stop();
            awaitSubscribed(crowd, 2);

            // Then
            assertThat(of(crowd, "closed"))
                    .hasSize(CROWD)
                    .allMatch(line -> line.path("closed").asInt() == 1012);
            List<Long> arrivals = secondJoins(crowd);
            assertThat(arrivals).as("each joins twice, no oftener").hasSize(CROWD);
            assertThat(spread(arrivals))
                    .as("milliseconds that the joins of most of them take, %s", arrivals)
                    .isGreaterThan(spreadOf(LEAVE_INTERVAL).dividedBy(2));
            assertThat(stack.otherGateway().metric("vintner_gateway_channels")).isEqualTo(CROWD);

            // When
            stack.run("delete from public.notes; insert into public.notes values (1, 'on')");

            // Then
            Awaited.until(
                    "all hear it",
                    () ->
                            crowd.changes("notes").stream()
                                            .filter(change -> change.at("/new/id").asInt() == 1)
                                            .count()
                                    == CROWD,
                    () -> crowd.changes("notes").size());
        } finally {
            stack.gateway().start();
            stack.gateway().awaitReady();
        }
    }

    private static NodeClient crowd(Network network, String library, String serializer) {
        return NodeClient.startCrowd(
                new NodeClient.Settings(
                        library,
                        network.url(),
                        Bearer.anyone().token(),
                        null,
                        Map.of("vsn", serializer, "crowd", CROWD)));
    }

    private static void awaitSubscribed(NodeClient crowd, int times) {
        Awaited.until(
                "all SUBSCRIBED, time " + times,
                () ->
                        crowd.statuses("notes").stream().filter("SUBSCRIBED"::equals).count()
                                == (long) times * CROWD,
                () -> crowd.statuses("notes"));
    }

    private static List<JsonNode> of(NodeClient crowd, String kind) {
        return crowd.said().stream().filter(line -> line.has(kind)).toList();
    }

    /** When each of them sent its join to the next gateway, in milliseconds, in order. */
    private static List<Long> secondJoins(NodeClient crowd) {
        Map<Integer, Integer> joins = new HashMap<>();
        return of(crowd, "joining").stream()
                .filter(line -> joins.merge(line.path("client").asInt(), 1, Integer::sum) >= 2)
                .map(line -> line.path("at").asLong())
                .sorted()
                .toList();
    }

    /** The time in which all come but the first and the last tenth. */
    private static Duration spread(List<Long> arrivals) {
        return Duration.ofMillis(arrivals.get(CROWD * 9 / 10 - 1) - arrivals.get(CROWD / 10));
    }

    /** The same if they come one in each interval. */
    private static Duration spreadOf(Duration interval) {
        return interval.multipliedBy(CROWD * 9 / 10 - 1 - CROWD / 10);
    }
}
