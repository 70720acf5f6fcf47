package io.vintner.tendril;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TendrilConfigTest {

    private static final Map<String, String> LEAST =
            Map.of(
                    "vintner.tendril.control.url", "https://vintner.example.org",
                    "vintner.tendril.version", "1.2.3");

    @Test
    void hasDefaultsForAllButTheAddress() {
        // When
        TendrilConfig config = config(LEAST);

        // Then
        assertThat(config.name()).isEmpty();
        assertThat(config.labels()).isEmpty();
        assertThat(config.dataFolder()).isEqualTo(Path.of("/var/lib/tendril"));
        assertThat(config.maxJobs()).isEqualTo(1);
        assertThat(config.diskMin().asLongValue()).isEqualTo(1L << 30);
        assertThat(config.keepOutputFiles()).isFalse();
        assertThat(config.control().caFile()).isEmpty();
        assertThat(config.control().plainHttpAllowed()).isFalse();
        assertThat(config.control().claimWait()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.registration().tokenFile()).isEmpty();
        assertThat(config.terraform().toolsFolder()).isEmpty();
        assertThat(config.terraform().passEnvironment()).contains("PATH", "HOME");
        assertThat(config.terraform().termMax()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.log().headMax().asLongValue()).isEqualTo(192L << 20);
        assertThat(config.log().tailMax().asLongValue()).isEqualTo(64L << 20);
    }

    @Test
    void readsEveryKey() {
        // Given
        Map<String, String> all = new HashMap<>(LEAST);
        all.put("vintner.tendril.name", "n");
        all.put("vintner.tendril.labels", "zone=eu,size=large");
        all.put("vintner.tendril.data-folder", "/d");
        all.put("vintner.tendril.max-jobs", "2");
        all.put("vintner.tendril.disk-min", "3M");
        all.put("vintner.tendril.keep-output-files", "true");
        all.put("vintner.tendril.control.ca-file", "/ca");
        all.put("vintner.tendril.control.plain-http-allowed", "true");
        all.put("vintner.tendril.control.claim-wait", "4s");
        all.put("vintner.tendril.registration.token-file", "/t");
        all.put("vintner.tendril.terraform.tools-folder", "/tools");
        all.put("vintner.tendril.terraform.pass-environment", "A,B");
        all.put("vintner.tendril.terraform.term-max", "5s");
        all.put("vintner.tendril.log.head-max", "6M");
        all.put("vintner.tendril.log.tail-max", "7M");

        // When
        TendrilConfig config = config(all);

        // Then
        assertThat(config.version()).isEqualTo("1.2.3");
        assertThat(config.control().url()).isEqualTo(URI.create("https://vintner.example.org"));
        assertThat(config.name()).contains("n");
        assertThat(config.labels()).contains(List.of("zone=eu", "size=large"));
        assertThat(config.dataFolder()).isEqualTo(Path.of("/d"));
        assertThat(config.maxJobs()).isEqualTo(2);
        assertThat(config.diskMin().asLongValue()).isEqualTo(3L << 20);
        assertThat(config.keepOutputFiles()).isTrue();
        assertThat(config.control().caFile()).contains(Path.of("/ca"));
        assertThat(config.control().plainHttpAllowed()).isTrue();
        assertThat(config.control().claimWait()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.registration().tokenFile()).contains(Path.of("/t"));
        assertThat(config.terraform().toolsFolder()).contains(Path.of("/tools"));
        assertThat(config.terraform().passEnvironment()).containsExactly("A", "B");
        assertThat(config.terraform().termMax()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.log().headMax().asLongValue()).isEqualTo(6L << 20);
        assertThat(config.log().tailMax().asLongValue()).isEqualTo(7L << 20);
    }

    @Test
    void refusesToBeWithoutAnAddress() {
        // When / Then
        assertThatThrownBy(() -> config(Map.of("vintner.tendril.version", "1")))
                .hasMessageContaining("vintner.tendril.control.url");
    }

    private static TendrilConfig config(Map<String, String> values) {
        SmallRyeConfig config =
                new SmallRyeConfigBuilder()
                        .withDefaultValues(values)
                        .withConverter(Duration.class, 200, new DurationConverter())
                        .withConverter(
                                io.quarkus.runtime.configuration.MemorySize.class,
                                200,
                                new MemorySizeConverter())
                        .withMapping(TendrilConfig.class)
                        .build();
        return config.getConfigMapping(TendrilConfig.class);
    }
}
