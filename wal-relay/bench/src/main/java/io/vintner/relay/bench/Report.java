package io.vintner.relay.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The result as Markdown. */
final class Report {

    private final List<String> speeds = new ArrayList<>();
    private final List<String> measures = new ArrayList<>();

    void add(Throughput.Result result) {
        result.rounds()
                .forEach((name, rounds) ->
                        speeds.add(
                                "| %s | %s | %s | %s–%s | %s | %s |"
                                        .formatted(
                                                result.workload().title(),
                                                name.title(),
                                                whole(median(rounds, Drained::rowsPerSecond)),
                                                whole(min(rounds)),
                                                whole(max(rounds)),
                                                two(median(rounds, Drained::cpuPerMillion)),
                                                two(
                                                        median(
                                                                rounds,
                                                                Drained
                                                                        ::walsenderCpuPerMillion)))));
        ratio(
                result,
                ContenderName.PG_RECVLOGICAL,
                "≥ 0.95",
                Drained::rowsPerSecond,
                "rows/s of the relay ÷ of pg_recvlogical");
        ratio(
                result,
                ContenderName.DEBEZIUM,
                "≥ 3",
                Drained::rowsPerSecond,
                "rows/s of the relay ÷ of Debezium");
        ratio(
                result,
                ContenderName.BARE,
                "≤ 3",
                Drained::cpuPerMillion,
                "CPU of the relay ÷ of the bare loop");
        List<Drained> relay = result.rounds().getOrDefault(ContenderName.RELAY, List.of());
        if (!relay.isEmpty()) {
            measure(
                    "cores that the relay kept busy, " + result.workload().title(),
                    "< 1",
                    two(median(relay, Drained::cores)));
        }
    }

    void measure(String what, String target, String measured) {
        measures.add("| %s | %s | %s |".formatted(what, target, measured));
    }

    private void ratio(
            Throughput.Result result,
            ContenderName other,
            String target,
            ToDoubleFunction<Drained> figure,
            String what) {
        List<Drained> relay = result.rounds().getOrDefault(ContenderName.RELAY, List.of());
        List<Drained> others = result.rounds().getOrDefault(other, List.of());
        if (relay.isEmpty() || others.isEmpty()) {
            return;
        }
        double[] ratios =
                IntStream.range(0, relay.size())
                        .mapToDouble(i ->
                                figure.applyAsDouble(relay.get(i))
                                        / figure.applyAsDouble(others.get(i)))
                        .sorted()
                        .toArray();
        measure("%s, %s".formatted(what, result.workload().title()), target, two(middle(ratios)));
    }

    String markdown(String title) {
        StringBuilder text = new StringBuilder(title).append("\n\n");
        text.append(
                "| Load | Contender | rows/s, median | lowest–highest | CPU s a million rows | its"
                        + " walsender's |\n"
                        + "|---|---|---|---|---|---|\n");
        speeds.forEach(line -> text.append(line).append('\n'));
        text.append("\n| Measure | To reach | Measured |\n|---|---|---|\n");
        measures.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static double median(List<Drained> rounds, ToDoubleFunction<Drained> figure) {
        return middle(rounds.stream().mapToDouble(figure).sorted().toArray());
    }

    private static double middle(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static double min(List<Drained> rounds) {
        return rounds.stream().mapToDouble(Drained::rowsPerSecond).min().orElseThrow();
    }

    private static double max(List<Drained> rounds) {
        return rounds.stream().mapToDouble(Drained::rowsPerSecond).max().orElseThrow();
    }

    private static String whole(double figure) {
        return String.format(Locale.ROOT, "%,.0f", figure);
    }

    private static String two(double figure) {
        return Double.isNaN(figure) ? "–" : String.format(Locale.ROOT, "%.2f", figure);
    }
}
