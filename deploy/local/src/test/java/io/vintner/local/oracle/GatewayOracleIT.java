package io.vintner.local.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.local.gateway.GatewayStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Random transactions and random clients, against a gateway, a relay, a database and connections
 * that are killed: seed after seed, until there were so many kills.
 *
 * <p>{@code -Doracle.kills} says how many; {@code -Doracle.seed} where to begin, so that a seed
 * that has failed can be played again: {@code -Doracle.seed=<seed> -Doracle.kills=1}. The same seed
 * makes the same tables, clients, transactions and plan of kills, but not the same interleaving.
 */
class GatewayOracleIT {

    private static final int KILLS = Integer.getInteger("oracle.kills", Kill.PER_SEED);
    private static final long FIRST_SEED =
            Long.getLong("oracle.seed", RandomGenerator.getDefault().nextInt(1_000_000));

    @Test
    void everyClientIsToldWhatIsItsOwnOnceAndInOrderWhateverIsKilled() throws Exception {
        // Given
        long began = System.nanoTime();
        Tally tally = new Tally();
        try (GatewayStack stack = GatewayStack.started("")) {

            // When
            for (long seed = FIRST_SEED; tally.killCount() < KILLS; seed++) {
                play(seed, stack, tally);
            }
        }

        // Then
        String report = tally.report(Duration.ofNanos(System.nanoTime() - began));
        System.out.println(report);
        Files.writeString(Path.of("target/gateway-oracle-report.txt"), report);
        assertThat(tally.killCount()).isGreaterThanOrEqualTo(KILLS);
    }

    private static void play(long seed, GatewayStack stack, Tally tally)
            throws InterruptedException {
        try (OracleRun run = new OracleRun(seed, stack, tally)) {
            run.play();
        } catch (AssertionError | RuntimeException | SQLException | ExecutionException failure) {
            throw new AssertionError(
                    "seed %d: %s%nplay it again with -Doracle.seed=%1$d -Doracle.kills=1; the logs are in %s"
                            .formatted(seed, failure.getMessage(), stack.folder()),
                    failure);
        }
    }
}
