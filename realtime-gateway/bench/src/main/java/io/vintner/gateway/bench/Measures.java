package io.vintner.gateway.bench;

import io.vintner.gateway.bench.BenchSettings.Measure;
import io.vintner.gateway.bench.BenchSettings.Rates;
import io.vintner.gateway.match.MatchProgram;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.ChildProgram;
import io.vintner.measure.Machine;
import io.vintner.measure.Poll;
import io.vintner.measure.Progress;
import io.vintner.measure.ServiceProgram;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All measures that the settings ask for, one after the other, on one database and one relay. */
final class Measures {

    private static final int STEADY_PER_SECOND = 500;
    private static final int BURST_ROWS = 10;
    private static final int BURSTS_PER_SECOND = 10;
    private static final int LARGE_TRANSACTION_ROWS = 100;
    private static final int FEW_SUBSCRIPTIONS = 1_000;
    private static final long PROMPT_MICROS = 50_000;
    private static final int WARM_UP_CLIENTS = 200;
    private static final Duration MATCH_MAX = Duration.ofMinutes(10);
    private static final Duration GONE_MAX = Duration.ofSeconds(20);
    private static final Duration RESUMING_HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration PROVEN_MAX = Duration.ofSeconds(60);
    private static final Stage.Seconds AROUND_THE_KILL = new Stage.Seconds(5, 40);

    private final BenchRun run;
    private final BenchSettings settings;
    private final ServiceProgram relay;
    private final Report report;

    private Measures(BenchRun run, ServiceProgram relay, Report report) {
        this.run = run;
        this.settings = run.settings();
        this.relay = relay;
        this.report = report;
    }

    /** Takes them; the report is Markdown. */
    static String take(BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Report report = new Report(RunDescription.of(run));
        try (ServiceProgram relay = Services.relay(run)) {
            Measures measures = new Measures(run, relay, report);
            for (Measure measure : Measure.values()) {
                if (run.settings().measures().contains(measure)) {
                    Progress.say("measuring: " + measure);
                    measures.take(measure);
                }
            }
        }
        return report.markdown();
    }

    private void take(Measure measure)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        switch (measure) {
            case MATCH -> match();
            case FILTERED -> filtered();
            case STEADY -> steady();
            case OPAQUE -> {
                opaque("every user must be asked", "-", "≥ 200");
                opaque("the filter leaves one user", "room", "≥ 1,000");
            }
            case FANOUT -> fanOut();
            case MEMORY -> memory();
            case JOINS -> joins();
            case RESUME -> resume();
        }
    }

    private void match() throws BrokenMeasureException, IOException, InterruptedException {
        // Compiled as the gateway is, with room for the subscriptions.
        List<String> options = new ArrayList<>(settings.gatewayOptions());
        options.addAll(List.of("-Xmx4g", "-XX:+UseTransparentHugePages"));
        try (ChildProgram index =
                ChildProgram.start(
                        MatchProgram.class,
                        options,
                        List.of(run.database().postgres().url()),
                        run.folder())) {
            index.await("ready", MATCH_MAX);
            // Once for warmth.
            index.tell("match " + FEW_SUBSCRIPTIONS);
            index.await("matched", MATCH_MAX);
            for (int count : List.of(FEW_SUBSCRIPTIONS, settings.subscriptions())) {
                index.tell("match " + count);
                String[] nanos = index.await("matched", MATCH_MAX);
                report.add(
                        "match cost per change, %s equality subscriptions, keys at random"
                                .formatted(Report.whole(count)),
                        count == FEW_SUBSCRIPTIONS
                                ? "–"
                                : "≤ 1,000 ns, and ≤ 3 × the one above or ≤ 300 ns",
                        "%s ns to find who hears, in batches of 64 (%s one by one); %s ns with what they are shown"
                                .formatted(nanos[1], nanos[2], nanos[3]),
                        Machine.loadAverage());
            }
        }
    }

    private void filtered()
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        int sockets = settings.sockets();
        try (Stage stage = Stage.open(run, relay, Measure.FILTERED)) {
            stage.ask("connect " + sockets);
            stage.ask("join owned owner " + sockets);
            Ladder single =
                    new Ladder(
                            "filtered, single rows",
                            rate -> stage.deliver(BenchTable.OWNED, sockets, 1, rate));
            single.climb(settings.rates());
            report.add(
                    ownFilter("single-row transactions"),
                    "≥ 2,000/s at p99 ≤ 50 ms",
                    single,
                    PROMPT_MICROS);
            int rows = Math.min(LARGE_TRANSACTION_ROWS, sockets);
            Ladder large =
                    new Ladder(
                            "filtered, 100 rows",
                            rate -> stage.deliver(BenchTable.OWNED, sockets, rows, rate));
            large.climb(settings.rates());
            report.add(ownFilter(rows + "-row transactions"), "≥ 5,000/s", large, Long.MAX_VALUE);
        }
    }

    private void steady()
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        int sockets = settings.sockets();
        try (Stage stage = Stage.open(run, relay, Measure.STEADY)) {
            stage.ask("connect " + sockets);
            stage.ask("join owned owner " + sockets);
            stage.deliver(BenchTable.OWNED, sockets, 1, STEADY_PER_SECOND);
            report.add(
                    ownFilter("steady"),
                    "500/s: p50 ≤ 5 ms, p99 ≤ 25 ms",
                    stage.deliver(BenchTable.OWNED, sockets, 1, STEADY_PER_SECOND));
        }
    }

    private String ownFilter(String what) {
        return "%s sockets, each its own filter and policy, %s"
                .formatted(Report.whole(settings.sockets()), what);
    }

    private void opaque(String how, String filterColumn, String toReach)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        int users = settings.users();
        try (Stage stage = Stage.open(run, relay, Measure.OPAQUE)) {
            stage.ask("connect " + settings.subscribers());
            stage.ask("join said %s %d".formatted(filterColumn, users));
            Ladder ladder =
                    new Ladder(
                            "opaque, " + how,
                            rate -> stage.deliver(BenchTable.SAID, users, 1, rate));
            Rates rates = settings.rates();
            ladder.climb(new Rates(Math.max(1, rates.first() / 10), rates.max()));
            report.add(
                    "opaque policy, %d subscribers, %d users: %s"
                            .formatted(settings.subscribers(), users, how),
                    toReach,
                    ladder,
                    Long.MAX_VALUE);
        }
    }

    private void fanOut()
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        try (Stage stage = Stage.open(run, relay, Measure.FANOUT)) {
            stage.ask("connect " + settings.sockets());
            stage.ask("join lines - 1");
            int rate = BURST_ROWS * BURSTS_PER_SECOND;
            stage.deliver(BenchTable.LINES, 1, BURST_ROWS, rate);
            Delivered delivered = stage.deliver(BenchTable.LINES, 1, BURST_ROWS, rate);
            report.add(
                    "%s sockets, no filter, 300-byte rows, 100 changes/s in bursts of 10"
                            .formatted(Report.whole(settings.sockets())),
                    "100,000 deliveries/s, p99 ≤ 250 ms",
                    delivered);
        }
    }

    private void memory()
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        int idle = settings.idle();
        try (Stage stage = Stage.openForMemory(run, relay)) {
            // What the first clients make the gateway load and compile is not theirs.
            stage.ask("connect " + Math.min(idle, WARM_UP_CLIENTS));
            stage.ask("join owned owner " + idle);
            stage.ask("close");
            Poll.until(
                    "the gateway to see its clients gone",
                    GONE_MAX,
                    () -> stage.gateway().metric("vintner_gateway_connections", "") == 0);
            GatewayMemory before = GatewayMemory.of(stage.gateway());
            stage.ask("connect " + idle);
            stage.ask("join owned owner " + idle);
            GatewayMemory after = GatewayMemory.of(stage.gateway());
            double heap = (after.heap() - before.heap()) / idle / 1024;
            double direct = (after.direct() - before.direct()) / idle / 1024;
            double resident = (after.resident() - before.resident()) / idle / 1024;
            report.add(
                    "memory of an idle joined connection, of %s".formatted(Report.whole(idle)),
                    "≤ 16 kB",
                    "%s kB: heap %s + direct %s (resident %s)"
                            .formatted(
                                    Report.one(heap + direct),
                                    Report.one(heap),
                                    Report.one(direct),
                                    Report.one(resident)),
                    Machine.loadAverage());
        }
    }

    private void joins()
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        int each = settings.joins() / settings.sockets();
        try (Stage stage = Stage.open(run, relay, Measure.JOINS)) {
            stage.ask("connect " + settings.sockets());
            stage.ask("prepare owned owner " + each);
            long receiptsBefore = run.database().receipts();
            Cores.Used before = stage.used();
            String[] joined = stage.ask("race");
            Cores cores = stage.used().since(before);
            boolean stored = settings.hasReceipts(Measure.JOINS);
            long receipts = run.database().receipts() - receiptsBefore;
            if (receipts != (stored ? settings.joins() : 0)) {
                throw new BrokenMeasureException(
                        "%d joins left %d receipts".formatted(settings.joins(), receipts));
            }
            double seconds = Double.parseDouble(joined[2]) / 1e6;
            report.add(
                    "joins/s on %s open sockets, distinct pre-signed %s tokens, %s"
                            .formatted(
                                    Report.whole(settings.sockets()),
                                    settings.algorithm(Measure.JOINS),
                                    stored ? "first receipt stored" : "no receipts"),
                    "≥ 1,000 (with ES256 and receipts)",
                    "%s joins/s; %s joined; each waited p50 %s ms, p99 %s ms"
                            .formatted(
                                    Report.whole(Double.parseDouble(joined[1]) / seconds),
                                    Report.whole(Double.parseDouble(joined[1])),
                                    Report.one(Double.parseDouble(joined[3]) / 1e3),
                                    Report.one(Double.parseDouble(joined[4]) / 1e3)),
                    new Delivered.Beside(cores, Machine.loadAverage()));
        }
    }

    private void resume()
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        int clients = settings.idle();
        try (Stage stage = Stage.openForResuming(run, relay, RESUMING_HEARTBEAT)) {
            long before = run.database().provenReceipts();
            stage.ask("connect " + clients);
            stage.ask("join owned owner " + clients);
            Poll.until(
                    "all clients to have a receipt",
                    PROVEN_MAX,
                    () -> run.database().provenReceipts() >= before + clients);
            Returned returned =
                    stage.killGatewayWhileWriting(clients, STEADY_PER_SECOND, AROUND_THE_KILL);
            report.add(
                    "%s clients with the stock client's back-off, gateway killed, 500 changes/s"
                            .formatted(Report.whole(clients)),
                    "all resumed, none lost; each within 6 s of its first attempt at a ready"
                            + " gateway",
                    "%s resumed, %s told to fetch; p50 %s s (socket open %s, joined %s), p99 %s s, longest %s s; %s rows came again; gateway away for %s s"
                            .formatted(
                                    Report.whole((double) returned.resumed()),
                                    Report.whole((double) returned.fetched()),
                                    Report.one(returned.p50() / 1e6),
                                    Report.one(returned.openP50() / 1e6),
                                    Report.one(returned.joinedP50() / 1e6),
                                    Report.one(returned.p99() / 1e6),
                                    Report.one(returned.max() / 1e6),
                                    Report.whole((double) returned.repeated()),
                                    Report.one(returned.away().toMillis() / 1e3)),
                    returned.beside());
        }
    }
}
