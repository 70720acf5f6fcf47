package io.vintner.relay.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The result as Markdown: the figures of each contender, and the measures with what is to reach.
 */
final class Report {

    private static final String SPEEDS =
            """
            | Load | Contender | rows/s, median | lowest to highest | CPU s for 1 M rows | its walsender's |
            |---|---|---|---|---|---|
            """;
    private static final String MEASURES =
            """
            | Measure | To reach | Measured |
            |---|---|---|
            """;
    private static final double MEBIBYTE = 1 << 20;

    private final String machine;
    private final List<String> speeds = new ArrayList<>();
    private final List<String> measures = new ArrayList<>();

    Report(String machine) {
        this.machine = machine;
    }

    void add(Throughput.Result result) {
        result.rounds()
                .forEach((name, rounds) -> speeds.add(speed(result.workload(), name, rounds)));
        List<Drained> relay = result.rounds().get(ContenderName.RELAY);
        if (relay == null) {
            return;
        }
        for (Map.Entry<ContenderName, List<Drained>> other : result.rounds().entrySet()) {
            String load = result.workload().title();
            switch (other.getKey()) {
                case PG_RECVLOGICAL ->
                        measure(
                                "rows/s of relay + reader ÷ pg_recvlogical, " + load,
                                "≥ 0.95",
                                ratio(relay, other.getValue(), Drained::rowsPerSecond));
                case DEBEZIUM ->
                        measure(
                                "rows/s of relay + reader ÷ Debezium, " + load,
                                "≥ 3",
                                ratio(relay, other.getValue(), Drained::rowsPerSecond));
                case BARE ->
                        measure(
                                "CPU of the relay ÷ bare pgjdbc loop, " + load,
                                "≤ 3",
                                ratio(relay, other.getValue(), Drained::cpuPerMillion));
                case RELAY ->
                        measure(
                                "cores that the relay keeps busy, " + load,
                                "< 1",
                                two(median(relay, Drained::cores)));
            }
        }
    }

    void add(ContenderName name, Followed followed) {
        measure(
                "commit → event, p50 / p99, %s".formatted(name.title()),
                name == ContenderName.RELAY
                        ? "≤ 2 ms / ≤ 10 ms, or within 1 ms / 5 ms of the bare loop"
                        : "–",
                "%s ms / %s ms (max %s ms, %s transactions/s)"
                        .formatted(
                                two(followed.p50() / 1e3),
                                two(followed.p99() / 1e3),
                                two(followed.max() / 1e3),
                                whole(followed.perSecond())));
    }

    /** The relay's heap while it drained one large transaction. */
    void add(Drained drained, List<HeapWatch.Sample> samples) {
        int half = samples.size() / 2;
        measure(
                "heap of the relay in one transaction of %s rows"
                        .formatted(whole((double) drained.rows())),
                "flat, ≤ 256 MB",
                "used at most %s MB, in the first half %s, in the second %s; live at most %s MB; all rows came, %s rows/s"
                        .formatted(
                                megabytes(samples, HeapWatch.Sample::used),
                                megabytes(samples.subList(0, half), HeapWatch.Sample::used),
                                megabytes(
                                        samples.subList(half, samples.size()),
                                        HeapWatch.Sample::used),
                                megabytes(samples, HeapWatch.Sample::live),
                                whole(drained.rowsPerSecond())));
    }

    String markdown() {
        StringBuilder text = new StringBuilder(machine).append("\n");
        if (!speeds.isEmpty()) {
            text.append(SPEEDS);
            speeds.forEach(line -> text.append(line).append('\n'));
            text.append('\n');
        }
        text.append(MEASURES);
        measures.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static String speed(Workload workload, ContenderName name, List<Drained> rounds) {
        double[] rates = rounds.stream().mapToDouble(Drained::rowsPerSecond).sorted().toArray();
        return "| %s | %s | %s | %s to %s | %s | %s |"
                .formatted(
                        workload.title(),
                        name.title(),
                        whole(middle(rates)),
                        whole(rates[0]),
                        whole(rates[rates.length - 1]),
                        two(median(rounds, Drained::cpuPerMillion)),
                        two(median(rounds, Drained::walsenderCpuPerMillion)));
    }

    private void measure(String what, String toReach, String measured) {
        measures.add("| %s | %s | %s |".formatted(what, toReach, measured));
    }

    /** The median over the rounds, each of which drained one and the same load. */
    private static String ratio(
            List<Drained> relay, List<Drained> other, ToDoubleFunction<Drained> figure) {
        return two(
                middle(
                        IntStream.range(0, relay.size())
                                .mapToDouble(round ->
                                        figure.applyAsDouble(relay.get(round))
                                                / figure.applyAsDouble(other.get(round)))
                                .sorted()
                                .toArray()));
    }

    private static double median(List<Drained> rounds, ToDoubleFunction<Drained> figure) {
        return middle(rounds.stream().mapToDouble(figure).sorted().toArray());
    }

    private static double middle(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static String megabytes(
            List<HeapWatch.Sample> samples, ToDoubleFunction<HeapWatch.Sample> figure) {
        return whole(samples.stream().mapToDouble(figure).max().orElse(Double.NaN) / MEBIBYTE);
    }

    private static String whole(double figure) {
        return String.format(Locale.ROOT, "%,.0f", figure);
    }

    private static String two(double figure) {
        return Double.isNaN(figure) ? "–" : String.format(Locale.ROOT, "%.2f", figure);
    }
}
