package io.vintner.local.gateway;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What waiting for changes costs while there are none. */
class IdleIT {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Of one core, for relay and gateway together: a twentieth. */
    private static final Duration CPU_MAX = WINDOW.dividedBy(20);

    /** What both ask to watch catalog, slot and revocations; nothing of it is for changes. */
    private static final long TRANSACTIONS_MAX = 6 * WINDOW.toSeconds();

    private record Usage(Duration cpu, long transactions) {

        boolean isLittleAfter(Usage before) {
            return cpu.minus(before.cpu).compareTo(CPU_MAX) < 0
                    && transactions - before.transactions < TRANSACTIONS_MAX;
        }
    }

    @Test
    void w7AnIdleSystemCostsNextToNothing() throws Exception {
        try (GatewayStack stack =
                GatewayStack.started(
                        """
                        create table public.notes (id int primary key, body text);
                        grant select on public.notes to authenticated;
                        alter publication supabase_realtime add table public.notes;
                        """)) {
            // Given
            NodeClient.Settings settings =
                    new NodeClient.Settings(
                            "supabase-js",
                            stack.gateway().url(),
                            GatewayStack.token(
                                    Map.of(
                                            "role",
                                            "authenticated",
                                            "sub",
                                            UUID.randomUUID().toString())),
                            null,
                            Map.of());
            try (NodeClient client = NodeClient.start(settings)) {
                client.joinAndAwait(
                        "notes",
                        List.of(Map.of("event", "*", "schema", "public", "table", "notes")));

                // When
                Usage[] last = {usage(stack)};

                // Then: it comes to rest, whatever starting has left to do
                await("a quiet " + WINDOW)
                        .pollDelay(WINDOW)
                        .pollInterval(WINDOW)
                        .atMost(PATIENCE)
                        .until(() -> {
                            Usage before = last[0];
                            last[0] = usage(stack);
                            return last[0].isLittleAfter(before);
                        });
            }
        }
    }

    private static Usage usage(GatewayStack stack) throws SQLException {
        Duration cpu = stack.relay().cpu().plus(stack.gateway().cpu());
        try (Connection connection = stack.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet all =
                        statement.executeQuery(
                                "select sum(xact_commit + xact_rollback) from pg_stat_database")) {
            all.next();
            return new Usage(cpu, all.getLong(1));
        }
    }
}
