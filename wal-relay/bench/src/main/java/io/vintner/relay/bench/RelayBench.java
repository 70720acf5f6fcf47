package io.vintner.relay.bench;

import io.vintner.relay.bench.BenchSettings.Asked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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
        Path target = settings.home().resolve("wal-relay/bench/target");
        Path folder = Files.createTempDirectory(Files.createDirectories(target), "run-");
        BenchDatabase database = BenchDatabase.start(folder.resolve("database"));
        Thread cutShort = new Thread(() -> abandon(database, folder));
        Runtime.getRuntime().addShutdownHook(cutShort);
        String report = new Measures(new BenchRun(database, settings, folder)).take();
        database.close();
        delete(folder);
        Runtime.getRuntime().removeShutdownHook(cutShort);
        return report;
    }

    /**
     * When a run fails or is cut short, its logs stay and nothing else: no process, above all no
     * walsender that is held still, and not the gigabytes of the database.
     */
    private static void abandon(BenchDatabase database, Path folder) {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        database.kill();
        try {
            delete(folder.resolve("database"));
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
