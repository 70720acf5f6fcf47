package io.vintner.relay.bench;

import io.vintner.measure.Machine;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where, when and with what it was measured. */
final class RunDescription {

    private RunDescription() {}

    static String of(BenchRun run) throws IOException, SQLException {
        BenchSettings settings = run.settings();
        return String.format(
                Locale.ROOT,
                """
                %s, PostgreSQL %s, %s.
                Load average at the start: %s. Each load %,d rows of 200 bytes; median of %d runs after one to warm up. Relay with `%s`.
                """,
                Machine.describe(),
                run.database().version(),
                PgRecvlogical.version(),
                Machine.loadAverage(),
                settings.rows(),
                settings.runs(),
                relayWith(settings));
    }

    /** The options of its JVM, and its settings that are not the defaults. */
    private static String relayWith(BenchSettings settings) {
        return Stream.concat(
                        settings.relayOptions().stream(),
                        Machine.environment("VINTNER_RELAY_").stream())
                .collect(Collectors.joining(" "));
    }
}
