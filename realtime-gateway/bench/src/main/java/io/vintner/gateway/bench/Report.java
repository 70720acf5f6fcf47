package io.vintner.gateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The result as Markdown. */
final class Report {

    private static final String HEAD =
            """
            | Measure | To reach | Measured | Cores: gateway / relay / PostgreSQL / clients + writers | Load average |
            |---|---|---|---|---|
            """;

    private final String machine;
    private final List<String> lines = new ArrayList<>();

    Report(String machine) {
        this.machine = machine;
    }

    /** A figure that has no rate. */
    void add(String measure, String toReach, String measured, Delivered.Beside beside) {
        lines.add(
                "| %s | %s | %s | %s | %s |"
                        .formatted(
                                measure, toReach, measured, beside.cores(), beside.loadAverage()));
    }

    /** A figure of one process that is alone. */
    void add(String measure, String toReach, String measured, String loadAverage) {
        lines.add("| %s | %s | %s | – | %s |".formatted(measure, toReach, measured, loadAverage));
    }

    /** A load at a rate that was given. */
    void add(String measure, String toReach, Delivered delivered) {
        add(
                measure,
                toReach,
                "%s changes/s, %s deliveries; %s"
                        .formatted(
                                whole(delivered.written().perSecond()),
                                whole((double) delivered.deliveries()),
                                latency(delivered)),
                delivered.beside());
    }

    /**
     * The rates that were held.
     *
     * @param p99Max in microseconds, if one is asked for
     */
    void add(String measure, String toReach, Ladder ladder, long p99Max) {
        add(measure, toReach, "held", ladder.highest());
        if (p99Max < Long.MAX_VALUE) {
            add(
                    measure,
                    toReach,
                    "held with p99 ≤ %s ms".formatted(whole(p99Max / 1e3)),
                    ladder.best(p99Max));
        }
    }

    private void add(String measure, String toReach, String which, Optional<Ladder.Step> perhaps) {
        perhaps.ifPresentOrElse(
                step ->
                        add(
                                measure,
                                toReach,
                                "%s: %s changes/s; %s"
                                        .formatted(
                                                which,
                                                whole(step.perSecond()),
                                                latency(step.delivered())),
                                step.delivered().beside()),
                () ->
                        lines.add(
                                "| %s | %s | %s: none | – | – |"
                                        .formatted(measure, toReach, which)));
    }

    String markdown() {
        StringBuilder text = new StringBuilder(machine).append("\n").append(HEAD);
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    static String whole(double figure) {
        return String.format(Locale.ROOT, "%,.0f", figure);
    }

    static String one(double figure) {
        return String.format(Locale.ROOT, "%,.1f", figure);
    }

    private static String latency(Delivered delivered) {
        return "p50 %s ms, p99 %s ms, longest %s ms (their commits: p50 %s ms, p99 %s ms)"
                .formatted(
                        one(delivered.p50() / 1e3),
                        one(delivered.p99() / 1e3),
                        one(delivered.max() / 1e3),
                        one(delivered.written().p50() / 1e3),
                        one(delivered.written().p99() / 1e3));
    }
}
