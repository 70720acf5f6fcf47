package io.vintner.relay.bench;

import io.vintner.measure.BrokenMeasureException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * PostgreSQL's own client, a process for each load, which writes to {@code /dev/null} and ends by
 * itself at the load's end. Time counts from the first byte it has written.
 */
final class PgRecvlogical implements Contender {

    private static final String SLOT = "bench_recvlogical";
    private static final Duration DRAIN_MAX = Duration.ofMinutes(30);
    private static final long LOOK_NANOS = 500_000;

    private final BenchDatabase database;
    private final Path program;
    private final Path log;

    private PgRecvlogical(BenchDatabase database, Path program, Path log) {
        this.database = database;
        this.program = program;
        this.log = log;
    }

    static PgRecvlogical prepare(BenchRun run)
            throws BrokenMeasureException, SQLException, IOException {
        Path program =
                find().orElseThrow(() ->
                        new BrokenMeasureException(
                                "pg_recvlogical is missing: install PostgreSQL's"
                                        + " client programs (Debian:"
                                        + " postgresql-client) or put it on the PATH"));
        run.database().createSlot(SLOT);
        return new PgRecvlogical(
                run.database(), program, run.folder().resolve("pg_recvlogical.log"));
    }

    /** On the PATH, or where Debian puts it; the newest one there. */
    static Optional<Path> find() throws IOException {
        Path debian = Path.of("/usr/lib/postgresql");
        List<Path> versions = List.of();
        if (Files.isDirectory(debian)) {
            try (Stream<Path> found = Files.list(debian)) {
                versions =
                        found.map(version -> version.resolve("bin")).sorted().toList().reversed();
            }
        }
        Stream<Path> path =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).map(Path::of);
        return Stream.concat(versions.stream(), path)
                .map(folder -> folder.resolve("pg_recvlogical"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** As the program tells it; says so if there is none. */
    static String version() throws IOException {
        Optional<Path> program = find();
        if (program.isEmpty()) {
            return "no pg_recvlogical";
        }
        Process process =
                new ProcessBuilder(program.get().toString(), "--version")
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            return String.valueOf(lines.readLine());
        }
    }

    @Override
    public ContenderName name() {
        return ContenderName.PG_RECVLOGICAL;
    }

    @Override
    public Drained drain(Load load)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Process process = start(load);
        long startedAt = awaitFirstByte(process);
        if (!process.waitFor(DRAIN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        long nanos = System.nanoTime() - startedAt;
        if (process.exitValue() != 0 || !database.isConfirmed(SLOT, load.endLsn())) {
            throw new BrokenMeasureException(
                    "pg_recvlogical did not reach %s: %s"
                            .formatted(load.endLsn(), Files.readString(log)));
        }
        return new Drained(load.rows(), Duration.ofNanos(nanos), null, null);
    }

    @Override
    public void leave()
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        database.dropSlots("^" + SLOT + "$");
    }

    private Process start(Load load) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        program.toString(),
                        "--start",
                        "--no-loop",
                        "--slot=" + SLOT,
                        "--endpos=" + load.endLsn(),
                        "--option=proto_version=1",
                        "--option=publication_names=" + BenchDatabase.PUBLICATION,
                        "--file=/dev/null",
                        "--host=127.0.0.1",
                        "--port=" + database.port(),
                        "--username=" + BenchDatabase.REPLICATOR,
                        "--dbname=postgres");
        builder.environment().put("PGPASSWORD", BenchDatabase.REPLICATOR_PASSWORD);
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /** Linux counts what a process writes to files; what goes over sockets is not in it. */
    private static long awaitFirstByte(Process process) throws IOException {
        Path counters = Path.of("/proc/%d/io".formatted(process.pid()));
        while (process.isAlive() && !hasWritten(counters)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return System.nanoTime();
    }

    private static boolean hasWritten(Path counters) throws IOException {
        try {
            return Files.readAllLines(counters).stream()
                    .anyMatch(line -> line.startsWith("wchar: ") && !line.equals("wchar: 0"));
        } catch (IOException ended) {
            return true;
        }
    }
}
