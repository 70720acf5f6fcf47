package io.vintner.gateway.bench;

import io.vintner.measure.Machine;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where, when and with what it was measured. */
final class RunDescription {

    private RunDescription() {}

    static String of(BenchRun run) throws IOException, SQLException {
        BenchSettings settings = run.settings();
        return """
        %s, PostgreSQL %s.
        Load average at the start: %s. Each rate for %d s. Gateway with `%s`, relay with `%s`.
        """
                .formatted(
                        Machine.describe(),
                        run.database().postgres().version(),
                        Machine.loadAverage(),
                        settings.seconds(),
                        with(settings.gatewayOptions(), "VINTNER_GATEWAY_"),
                        with(settings.relayOptions(), "VINTNER_RELAY_"));
    }

    /** The options of its JVM, and its settings that are not the defaults. */
    private static String with(List<String> options, String prefix) {
        return Stream.concat(options.stream(), Machine.environment(prefix).stream())
                .collect(Collectors.joining(" "));
    }
}
