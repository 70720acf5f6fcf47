package io.vintner.relay.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/**
 * PostgreSQL's process that sends to one contender. It is held still (SIGSTOP) while a load is
 * written, so that the contender, which stays connected and warm, finds all of it unread.
 */
final class Walsender {

    private static final Duration REST_MAX = Duration.ofSeconds(30);

    private final BenchDatabase database;
    private final ProcessHandle process;

    Walsender(BenchDatabase database, long pid) throws BrokenMeasureException {
        this.database = database;
        this.process =
                ProcessHandle.of(pid)
                        .orElseThrow(() ->
                                new BrokenMeasureException("walsender %d is gone".formatted(pid)));
    }

    /**
     * Stops it where it waits for new WAL. Elsewhere it may hold a lock of the server, which would
     * then wait for it.
     */
    void hold() throws IOException, SQLException, InterruptedException, BrokenMeasureException {
        Poll.until("a walsender to rest", REST_MAX, this::isHeldAtRest);
    }

    void release() throws IOException, InterruptedException {
        if (process.isAlive()) {
            signal("CONT");
        }
    }

    Duration cpu() {
        return cpuOf(process);
    }

    static Duration cpuOf(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private boolean isHeldAtRest() throws IOException, SQLException, InterruptedException {
        signal("STOP");
        if (database.waitsForWal(process.pid())) {
            return true;
        }
        signal("CONT");
        return false;
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
