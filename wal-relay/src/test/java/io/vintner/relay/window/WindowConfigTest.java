package io.vintner.relay.window;

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

class WindowConfigTest {

    @Test
    void defaults() {
        assertThat(config(Map.of()).limits())
                .isEqualTo(
                        new WindowLimits(
                                Duration.ofMinutes(2),
                                64L * 1024 * 1024,
                                1024L * 1024 * 1024,
                                Duration.ofSeconds(30)));
    }

    @Test
    void allSet() {
        assertThat(
                        config(
                                        Map.of(
                                                "vintner.relay.window.age-max", "10s",
                                                "vintner.relay.window.bytes-max", "16K",
                                                "vintner.relay.window.wal-max", "2K",
                                                "vintner.relay.window.stall-max", "0s"))
                                .limits())
                .isEqualTo(new WindowLimits(Duration.ofSeconds(10), 16_384, 2_048, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"age-max, 0s", "bytes-max, 1K", "wal-max, 0", "stall-max, -1s"})
    void whatCannotBeIsRefused(String key, String value) {
        assertThatThrownBy(() -> config(Map.of("vintner.relay.window." + key, value)).limits())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vintner.relay.window." + key);
    }

    private static WindowConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(WindowConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(WindowConfig.class);
    }
}
