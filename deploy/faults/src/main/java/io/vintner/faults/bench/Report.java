package io.vintner.faults.bench;

import io.vintner.measure.Machine;
import io.vintner.measure.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result as Markdown. */
final class Report {

    private static final String HEAD =
            """

            | Measure | To reach | Measured | Load average |
            |---|---|---|---|
            """;

    private final String machine;
    private final List<String> lines = new ArrayList<>();

    /**
     * @param machine where, when and with what it is measured
     */
    Report(String machine) {
        this.machine = machine;
    }

    /** One figure, with the load of the machine at this moment. */
    void add(String measure, String toReach, String measured) throws IOException {
        String line =
                "| %s | %s | %s | %s |"
                        .formatted(measure, toReach, measured, Machine.loadAverage());
        // Whatever breaks a later measure, this one is known.
        Progress.say(line);
        lines.add(line);
    }

    String markdown() {
        StringBuilder text = new StringBuilder(machine).append(HEAD);
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    static String one(double figure) {
        return String.format(Locale.ROOT, "%,.1f", figure);
    }

    static String whole(double figure) {
        return String.format(Locale.ROOT, "%,.0f", figure);
    }
}
