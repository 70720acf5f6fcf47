package io.vintner.relay.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchConfigTest {

    @Test
    void defaults() {
        assertThat(limits(Map.of()))
                .isEqualTo(
                        new WatchLimits(
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(1),
                                4L << 30,
                                Duration.ofMinutes(1)));
    }

    @Test
    void allSet() {
        assertThat(
                        limits(
                                Map.of(
                                        "vintner.relay.watch.interval", "1s",
                                        "vintner.relay.watch.checks-interval", "2s",
                                        "vintner.relay.watch.wal-alarm", "3K",
                                        "vintner.relay.watch.lag-alarm", "4s")))
                .isEqualTo(
                        new WatchLimits(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                3_072,
                                Duration.ofSeconds(4)));
    }

    @ParameterizedTest
    @CsvSource({"interval, 0s", "checks-interval, -1s", "wal-alarm, 0", "lag-alarm, 0s"})
    void whatCannotBeIsRefused(String key, String value) {
        assertThatThrownBy(() -> limits(Map.of("vintner.relay.watch." + key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vintner.relay.watch." + key);
    }

    private static WatchLimits limits(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(WatchConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(WatchConfig.class)
                .limits();
    }
}
