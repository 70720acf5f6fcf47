package io.vintner.relay.bench;

import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Machine;
import io.vintner.measure.Poll;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's process that sends to one contender. It is held still (SIGSTOP) while a load is
 * written, so that the contender, which stays connected and warm, finds all of it unread.
 */
final class Walsender {

    private static final Duration REST_MAX = Duration.ofSeconds(60);

    private final BenchDatabase database;
    private final String slotPattern;
    private @Nullable ProcessHandle held;

    Walsender(BenchDatabase database, String slotPattern) {
        this.database = database;
        this.slotPattern = slotPattern;
    }

    /**
     * Waits until it sends to somebody and has nothing left to send, and stops it there. Elsewhere
     * it may hold a lock of the server, which would then wait for it.
     */
    void hold() throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Poll.until("a walsender of %s to rest".formatted(slotPattern), REST_MAX, this::tryToHold);
    }

    void release() throws IOException, InterruptedException {
        if (held != null && held.isAlive()) {
            signal("CONT", held);
        }
        held = null;
    }

    /** What it has used of the processor so far; zero if it is not there. */
    Duration cpu() throws SQLException {
        return process().map(Machine::cpuOf).orElse(Duration.ZERO);
    }

    /** Gives its slot up, as soon as the contender has gone. */
    void dropSlot() throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        database.dropSlots(slotPattern);
    }

    private boolean tryToHold() throws IOException, SQLException, InterruptedException {
        Optional<ProcessHandle> process = process();
        if (process.isEmpty()) {
            return false;
        }
        signal("STOP", process.get());
        if (database.waitsForWal(process.get().pid())) {
            held = process.get();
            return true;
        }
        signal("CONT", process.get());
        return false;
    }

    private Optional<ProcessHandle> process() throws SQLException {
        var pid = database.walsender(slotPattern);
        return pid.isPresent() ? ProcessHandle.of(pid.getAsLong()) : Optional.empty();
    }

    private static void signal(String name, ProcessHandle process)
            throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
