package io.vintner.gateway.bench;

import io.vintner.measure.BenchProgram;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.RunFolder;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** The program behind {@code ./vintner bench gateway}. */
public final class GatewayBench {

    private GatewayBench() {}

    public static void main(String[] arguments) throws Exception {
        new BenchProgram<>(
                        BenchSettings.USAGE,
                        "realtime-gateway/bench/target/gateway.md",
                        GatewayBench::measure)
                .run(BenchSettings.parse(BenchProgram.home(), List.of(arguments)));
    }

    /** Measures on a database of its own, which is gone afterwards; the report is Markdown. */
    static String measure(BenchSettings settings)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        RunFolder folder = RunFolder.in(settings.home().resolve("realtime-gateway/bench/target"));
        BenchDatabase database = BenchDatabase.start(folder.database());
        Thread cutShort = new Thread(() -> folder.abandon(database::kill));
        Runtime.getRuntime().addShutdownHook(cutShort);
        String report = Measures.take(new BenchRun(database, settings, folder.path()));
        database.close();
        folder.delete();
        Runtime.getRuntime().removeShutdownHook(cutShort);
        return report;
    }
}
