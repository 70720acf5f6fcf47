package io.vintner.relay.bench;

import io.vintner.relay.bench.BenchSettings.Asked;
import io.vintner.relay.bench.BenchSettings.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The program behind {@code ./vintner bench relay}. */
public final class RelayBench {

    private RelayBench() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(System.getProperty("vintner.home", ".")).toAbsolutePath().normalize();
        switch (BenchSettings.parse(home, List.of(arguments))) {
            case Asked.Refused(String reason) -> {
                System.err.println("vintner: " + reason);
                System.err.print(BenchSettings.USAGE);
                System.exit(2);
            }
            case Asked.Run(BenchSettings settings) -> {
                Path target = home.resolve("wal-relay/bench/target");
                String report = run(settings, Files.createTempDirectory(target, "run-"));
                Files.writeString(target.resolve("relay.md"), report);
                System.out.print(report);
            }
        }
    }

    static String run(BenchSettings settings, Path folder)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Report report = new Report();
        try (BenchDatabase database = BenchDatabase.start(folder.resolve("database"))) {
            BenchRun run = new BenchRun(database, settings, folder);
            String machine = Machine.describe(settings, database.version());
            List<Contender> contenders = new ArrayList<>();
            try {
                for (ContenderName name : ContenderName.values()) {
                    if (settings.contenders().contains(name)) {
                        contenders.add(open(name, run));
                    }
                }
                if (settings.measures().contains(Measure.THROUGHPUT)) {
                    report.add(new Throughput(run).measure(Workload.TEN_THOUSAND_ROWS, contenders));
                    report.add(new Throughput(run).measure(Workload.ONE_ROW, contenders));
                }
            } finally {
                for (Contender contender : contenders) {
                    contender.leave();
                }
            }
            return report.markdown(machine);
        }
    }

    private static Contender open(ContenderName name, BenchRun run)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        return switch (name) {
            case PG_RECVLOGICAL -> PgRecvlogical.prepare(run);
            case RELAY -> StreamingContender.relay(run);
            case BARE -> StreamingContender.bare(run);
            case DEBEZIUM -> throw new BrokenMeasureException("debezium is not yet measured");
        };
    }
}
