package io.vintner.trellis.logs;

import static org.assertj.core.api.Assertions.assertThat;

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
                            .withDefaultValue("vintner.trellis.logs.appends-per-second-max", "10")
                            .build()
                            .getConfigMapping(LogsConfig.class),
                    nanos::get);

    @Test
    void aBusyNodeAsksForLongerPausesUntilItIsCalmAgain() {
        // Given
        appendFor(30, 5);
        int slow = load.flushIntervalMs();

        // When
        appendFor(30, 20);
        int busy = load.flushIntervalMs();
        appendFor(30, 40);
        int flooded = load.flushIntervalMs();
        appendFor(30, 5);

        // Then
        assertThat(slow).isEqualTo(250);
        assertThat(busy).as("four times the interval at twice the load").isBetween(900, 1200);
        assertThat(flooded).isEqualTo(2000);
        assertThat(load.flushIntervalMs()).isEqualTo(250);
    }

    private void appendFor(int seconds, int perSecond) {
        for (int i = 0; i < seconds * perSecond; i++) {
            nanos.addAndGet(1_000_000_000L / perSecond);
            load.note();
        }
    }
}
