package io.vintner.relay.bench;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.RunFolder;
import io.vintner.relay.bench.BenchSettings.Asked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
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
                try {
                    String report = measure(settings);
                    Files.writeString(home.resolve("wal-relay/bench/target/relay.md"), report);
                    System.out.print(report);
                } catch (BrokenMeasureException broken) {
                    System.err.println("vintner: " + broken.getMessage());
                    System.exit(1);
                }
            }
        }
    }

    /** Measures on a database of its own, which is gone afterwards; the report is Markdown. */
    static String measure(BenchSettings settings)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        RunFolder folder = RunFolder.in(settings.home().resolve("wal-relay/bench/target"));
        BenchDatabase database = BenchDatabase.start(folder.database());
        Thread cutShort = new Thread(() -> folder.abandon(database::kill));
        Runtime.getRuntime().addShutdownHook(cutShort);
        String report = new Measures(new BenchRun(database, settings, folder.path())).take();
        database.close();
        folder.delete();
        Runtime.getRuntime().removeShutdownHook(cutShort);
        return report;
    }
}
