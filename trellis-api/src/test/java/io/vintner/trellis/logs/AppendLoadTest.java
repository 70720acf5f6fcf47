package io.vintner.trellis.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AppendLoadTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AppendLoad load =
            new AppendLoad(
                    new SmallRyeConfigBuilder()
                            .withMapping(LogsConfig.class)
                            .withConverter(
                                    java.time.Duration.class,
                                    300,
                                    new io.quarkus.runtime.configuration.DurationConverter())
                            .withDefaultValue("vintner.trellis.logs.appends-at-once-max", "10")
                            .build()
                            .getConfigMapping(LogsConfig.class),
                    nanos::get);

    @Test
    void aNodeWhereAppendsWaitAsksForLongerPausesUntilItIsCalmAgain() {
        // Given
        int calm = load.flushIntervalMs();

        // When
        int slow = afterSeconds(30, 5);
        int busy = afterSeconds(30, 20);
        int flooded = afterSeconds(30, 40);
        int calmAgain = afterSeconds(30, 1);

        // Then
        assertThat(calm).isEqualTo(250);
        assertThat(slow).isEqualTo(250);
        assertThat(busy).as("four times the interval at twice the load").isBetween(990, 1010);
        assertThat(flooded).isEqualTo(2000);
        assertThat(calmAgain).isEqualTo(250);
    }

    @Test
    void anAppendThatFailsIsNotServedForEver() {
        // Given
        for (int i = 0; i < 100; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            load.serve(() -> {
                                throw new IllegalStateException("no database");
                            }));
        }

        // When
        nanos.addAndGet(30_000_000_000L);

        // Then
        assertThat(load.flushIntervalMs()).isEqualTo(250);
    }

    /** The interval while {@code appends} are served, some time after they came. */
    private int afterSeconds(int seconds, int appends) {
        if (appends > 0) {
            return load.serve(() -> afterSeconds(seconds, appends - 1));
        }
        nanos.addAndGet(seconds * 1_000_000_000L);
        return load.flushIntervalMs();
    }
}
