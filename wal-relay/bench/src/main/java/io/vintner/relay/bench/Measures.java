package io.vintner.relay.bench;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Progress;
import io.vintner.relay.bench.BenchSettings.Measure;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** All measures that the settings ask for, one after the other, on one database. */
final class Measures {

    private static final int LATENCY_WARM_UP_SECONDS = 3;

    private final BenchRun run;
    private final List<Contender> contenders = new ArrayList<>();

    Measures(BenchRun run) {
        this.run = run;
    }

    /** Takes them; the report is Markdown. */
    String take() throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        BenchSettings settings = run.settings();
        Report report = new Report(RunDescription.of(run));
        for (ContenderName name : ContenderName.values()) {
            if (settings.contenders().contains(name)) {
                contenders.add(open(name));
            }
        }
        if (settings.measures().contains(Measure.THROUGHPUT)) {
            Throughput throughput = new Throughput(run);
            report.add(throughput.measure(Workload.TEN_THOUSAND_ROWS, contenders));
            report.add(throughput.measure(Workload.ONE_ROW, contenders));
        }
        if (settings.measures().contains(Measure.LATENCY)) {
            for (StreamingContender contender : followers()) {
                follow(contender, LATENCY_WARM_UP_SECONDS);
                report.add(contender.name(), follow(contender, run.settings().latencySeconds()));
            }
        }
        if (settings.measures().contains(Measure.HEAP)) {
            watchHeap(report);
        }
        leave(contenders);
        return report.markdown();
    }

    private Contender open(ContenderName name)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        return switch (name) {
            case PG_RECVLOGICAL -> PgRecvlogical.prepare(run);
            case RELAY -> StreamingContender.relay(run);
            case BARE -> StreamingContender.bare(run);
            case DEBEZIUM -> StreamingContender.debezium(run);
        };
    }

    private List<StreamingContender> followers() {
        return contenders.stream()
                .filter(contender ->
                        contender.name() == ContenderName.BARE
                                || contender.name() == ContenderName.RELAY)
                .map(StreamingContender.class::cast)
                .toList();
    }

    /** One contender alone; what it has read, the other then passes over. */
    private Followed follow(StreamingContender contender, int seconds)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Load load = run.database().reserve(seconds * CommitPace.PER_SECOND);
        Followed followed = contender.follow(new CommitPace(run.database()), load);
        for (StreamingContender other : followers()) {
            if (other != contender) {
                other.pass(load);
            }
        }
        Progress.say("%s: %s".formatted(contender.name().title(), followed));
        return followed;
    }

    /** Alone on the database: the others' slots would keep the log of the large transaction. */
    private void watchHeap(Report report)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        for (StreamingContender contender : followers()) {
            if (contender.relay().isPresent()) {
                leave(contenders.stream().filter(other -> other != contender).toList());
                Load load = run.database().write(Workload.ALL_ROWS, run.settings().heapRows());
                Progress.say("one transaction of %,d rows is written".formatted(load.rows()));
                try (HeapWatch watch = new HeapWatch(contender.relay().get())) {
                    Drained drained = contender.drain(load);
                    report.add(drained, watch.stop());
                }
            }
        }
    }

    private void leave(List<Contender> leaving)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        for (Contender contender : List.copyOf(leaving)) {
            contender.leave();
            contenders.remove(contender);
        }
    }
}
