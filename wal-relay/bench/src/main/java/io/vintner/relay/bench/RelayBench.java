package io.vintner.relay.bench;

import io.vintner.measure.BenchProgram;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.RunFolder;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** The program behind {@code ./vintner bench relay}. */
public final class RelayBench {

    private RelayBench() {}

    public static void main(String[] arguments) throws Exception {
        new BenchProgram<>(
                        BenchSettings.USAGE, "wal-relay/bench/target/relay.md", RelayBench::measure)
                .run(BenchSettings.parse(BenchProgram.home(), List.of(arguments)));
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
