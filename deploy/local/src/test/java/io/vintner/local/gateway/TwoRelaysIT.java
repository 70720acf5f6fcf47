package io.vintner.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A relay dies and another one, which stood by, goes on: clients hear of every row, once. */
class TwoRelaysIT {

    @AutoClose private static GatewayStack stack;

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.startedWithTwoRelays(
                        """
                        create table public.grapes (id int primary key);
                        grant select on public.grapes to authenticated;
                        alter publication supabase_realtime add table public.grapes;
                        """);
    }

    @Test
    void clientsOfAGatewayNoticeNothingWhenItsRelayIsKilledAndNothingWhenTheOtherIs()
            throws Exception {
        try (NodeClient client = client()) {
            // Given
            client.joinAndAwait(
                    "grapes", List.of(Map.of("event", "*", "schema", "public", "table", "grapes")));
            client.awaitServed("grapes", 1);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> insert(1, 600));

            // When
            client.awaitChanges("grapes", 100);
            stack.relay().kill();
            client.awaitChanges("grapes", 300);
            stack.relay().start();
            stack.relay().awaitReady();
            writing.join();
            insert(601, 700);
            stack.otherRelay().kill();
            insert(701, 1_000);

            // Then
            client.awaitChanges("grapes", 1_000);
            assertThat(client.changes("grapes"))
                    .extracting(TwoRelaysIT::id)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 1_000).boxed().toList());
            assertThat(client.statuses("grapes")).containsExactly("SUBSCRIBED");
        }
    }

    private static int id(JsonNode change) {
        return change.at("/new/id").asInt();
    }

    private static void insert(int from, int to) {
        for (int id = from; id <= to; id++) {
            stack.run("insert into public.grapes values (%d)".formatted(id));
        }
    }

    private static NodeClient client() {
        return NodeClient.start(
                new NodeClient.Settings(
                        "supabase-js",
                        stack.gateway().url(),
                        Bearer.anyone().token(),
                        null,
                        Map.of()));
    }
}
