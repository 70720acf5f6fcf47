package io.vintner.relay.oracle;

import io.vintner.postgres.LocalPostgres;
import io.vintner.relay.RelayProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Kills the relay, its readers and its database as planned, and brings them back. One thread. */
final class Killer {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration REACHED_MAX = Duration.ofSeconds(30);

    private final LocalPostgres postgres;
    private final RelayProcess relay;
    private final OracleDatabase database;
    private final Breakpoints breakpoints;
    private final Tally tally;

    Killer(LocalPostgres postgres, RelayProcess relay, Breakpoints breakpoints, Tally tally) {
        this.postgres = postgres;
        this.relay = relay;
        this.database = new OracleDatabase(postgres);
        this.breakpoints = breakpoints;
        this.tally = tally;
    }

    /** Starts the relay, which then runs up to {@code point}. */
    void startRelay(@Nullable KillPoint point) throws IOException {
        relay.start();
        breakpoints.attach(point);
    }

    /** Prepares a kill that the transactions themselves bring about. */
    void arm(Kill kill) {
        if (kill.isArmedBefore()) {
            breakpoints.arm(kill.at(), kill.pass());
        }
    }

    /**
     * Does it.
     *
     * @param idle whether nothing is written any more, and everything was told
     * @return false if the relay did not come to the place; then all run on as before
     */
    boolean strike(Kill kill, List<OracleReader> readers, BooleanSupplier idle)
            throws IOException, InterruptedException, SQLException {
        KillPoint point = kill.at();
        if (point == null) {
            if (kill.victim() == Kill.Victim.READER) {
                awaitReaders(readers);
            }
            tally.moment(kill.victim());
            strike(kill.victim(), readers);
            return true;
        }
        provoke(point, readers);
        if (!isReached(point, idle)) {
            tally.miss(point);
            recover(point);
            return false;
        }
        tally.hit(point, kill.victim());
        strike(kill.victim(), readers);
        if (point.provoked() == KillPoint.Provoked.BY_DATABASE) {
            postgres.start();
        }
        return true;
    }

    private void provoke(KillPoint point, List<OracleReader> readers)
            throws IOException, InterruptedException {
        switch (point.provoked()) {
            case BY_WRITES, BY_TIME -> {}
            case BY_NO_SLOT -> startRelay(point);
            case BY_RESTART -> {
                tally.moment(Kill.Victim.RELAY);
                relay.kill();
                startRelay(point);
            }
            case BY_READER -> {
                awaitReaders(readers);
                breakpoints.arm(point, 1);
                tally.moment(Kill.Victim.READER);
                readers.getFirst().cut();
            }
            case BY_DATABASE -> {
                awaitReaders(readers);
                breakpoints.arm(point, 1);
                tally.moment(Kill.Victim.DATABASE);
                postgres.kill();
            }
            case BY_TERMINATION -> {
                awaitReaders(readers);
                breakpoints.arm(point, 1);
                relay.terminate();
            }
        }
    }

    /** A relay that has just started has nothing to lose yet. */
    private void awaitReaders(List<OracleReader> readers) {
        relay.awaitReady();
        Awaitility.await()
                .atMost(REACHED_MAX)
                .pollInterval(LOOK)
                .until(() -> readers.stream().allMatch(OracleReader::isConnected));
    }

    /** What comes with transactions will not come once they were all told. */
    private boolean isReached(KillPoint point, BooleanSupplier idle)
            throws InterruptedException, SQLException {
        boolean needsWrites = point.provoked() == KillPoint.Provoked.BY_WRITES;
        boolean needsTime = point.provoked() == KillPoint.Provoked.BY_TIME;
        long waits = REACHED_MAX.dividedBy(LOOK);
        boolean reached = breakpoints.isReachedWithin(LOOK);
        for (long wait = 0; !reached && wait < waits; wait++) {
            boolean last = needsWrites && idle.getAsBoolean();
            if (needsTime) {
                database.tick();
            }
            reached = breakpoints.isReachedWithin(LOOK);
            if (last) {
                break;
            }
        }
        return reached;
    }

    private void recover(KillPoint point) throws IOException, InterruptedException {
        switch (point.provoked()) {
            case BY_WRITES, BY_TIME, BY_READER, BY_NO_SLOT, BY_RESTART -> breakpoints.disarm();
            case BY_DATABASE -> {
                breakpoints.disarm();
                postgres.start();
            }
            case BY_TERMINATION -> {
                relay.kill();
                startRelay(null);
            }
        }
    }

    private void strike(Kill.Victim victim, List<OracleReader> readers)
            throws IOException, InterruptedException {
        switch (victim) {
            case RELAY -> {
                relay.kill();
                startRelay(null);
            }
            case DATABASE -> {
                postgres.kill();
                breakpoints.disarm();
                postgres.start();
            }
            case DATABASE_STOPPED -> {
                // It waits for the relay, which stands still; so it is stopped beside.
                Thread stop = Thread.ofPlatform().name("stop").start(postgres::stop);
                breakpoints.disarm();
                stop.join();
                postgres.start();
            }
            case RELAY_AND_DATABASE -> {
                postgres.kill();
                relay.kill();
                startRelay(null);
                postgres.start();
            }
            case READER -> {
                readers.forEach(OracleReader::cut);
                breakpoints.disarm();
            }
        }
    }
}
