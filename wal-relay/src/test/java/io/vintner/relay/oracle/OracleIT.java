package io.vintner.relay.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.postgres.LocalPostgres;
import io.vintner.relay.RelayProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random tables and transactions, against a relay, readers and a database that are killed: seed
 * after seed, until there were so many kills.
 *
 * <p>{@code -Doracle.kills} says how many; {@code -Doracle.seed} where to begin, so that a seed
 * that has failed can be played again: {@code -Doracle.seed=<seed> -Doracle.kills=1}. The same seed
 * makes the same tables, transactions and plan of kills, but not the same interleaving.
 */
class OracleIT {

    private static final int KILLS = Integer.getInteger("oracle.kills", 50);
    private static final long FIRST_SEED =
            Long.getLong("oracle.seed", RandomGenerator.getDefault().nextInt(1_000_000));

    /** A window that is soon left, so that confirming and forgetting happen all the time. */
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "VINTNER_RELAY_WINDOW_AGE_MAX", "2S",
                    "VINTNER_RELAY_WINDOW_BYTES_MAX", "32M");

    @TempDir private Path folder;

    @Test
    void everyCommittedChangeIsToldOnceAndInOrderWhateverIsKilled() throws Exception {
        // Given
        long began = System.nanoTime();
        Tally tally = new Tally();
        try (LocalPostgres postgres =
                        LocalPostgres.startTemporary(Map.of("deadlock_timeout", "100ms"));
                Breakpoints breakpoints = new Breakpoints();
                RelayProcess relay =
                        new RelayProcess(postgres, folder, SETTINGS)
                                .with(breakpoints.jvmOption())) {
            Killer killer = new Killer(postgres, relay, breakpoints, tally);
            killer.startRelay(null);

            // When
            for (long seed = FIRST_SEED; !isEnough(tally); seed++) {
                play(seed, new OracleRun(seed, postgres, relay, killer, tally), relay);
                System.out.printf(
                        "oracle: seed %d played, %d kills so far%n", seed, tally.killCount());
            }
        }

        // Then
        report(tally.report(Duration.ofNanos(System.nanoTime() - began)));
        assertThat(tally.missed()).as("places that were to be visited and never were").isEmpty();
    }

    /** A run of some length is over only when it has visited every place. */
    private static boolean isEnough(Tally tally) {
        return tally.killCount() >= KILLS
                && (KILLS < KillPoint.values().length || tally.visitsAll());
    }

    private static void play(long seed, OracleRun run, RelayProcess relay)
            throws IOException, InterruptedException {
        try (run) {
            run.play();
        } catch (AssertionError | RuntimeException | SQLException | ExecutionException failure) {
            Path log = Path.of("target/oracle-relay-%d.log".formatted(seed));
            Files.writeString(log, relay.log());
            throw new AssertionError(
                    "seed %d; play it again with -Doracle.seed=%1$d -Doracle.kills=1; the relay's log: %s"
                            .formatted(seed, log),
                    failure);
        }
    }

    private static void report(String tally) throws IOException {
        String report =
                "%s; %s %s, %d processors, JDK %s, load %.1f%n%s"
                        .formatted(
                                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                                System.getProperty("os.name"),
                                System.getProperty("os.arch"),
                                Runtime.getRuntime().availableProcessors(),
                                Runtime.version(),
                                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                                tally);
        System.out.println(report);
        Files.writeString(Path.of("target/oracle-report.txt"), report);
    }
}
