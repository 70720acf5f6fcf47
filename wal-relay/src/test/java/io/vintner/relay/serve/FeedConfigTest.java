package io.vintner.relay.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.Secret;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedConfigTest {

    private static final String SECRET = "sixteen or more characters";

    @TempDir Path folder;

    @Test
    void defaults() {
        // When
        FeedConfig config = config(Map.of());

        // Then
        assertThat(config.secret().map(Secret::get)).isEmpty();
        assertThat(config.secretFile()).isEmpty();
        assertThat(config.readersMax()).isEqualTo(64);
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.outboundMax().asLongValue()).isEqualTo(512 * 1024);
        assertThat(config.silenceMax()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void allSet() {
        // When
        FeedConfig config =
                config(
                        Map.of(
                                "vintner.relay.feed.secret", SECRET,
                                "vintner.relay.feed.secret-file", "/run/feed",
                                "vintner.relay.feed.readers-max", "3",
                                "vintner.relay.feed.heartbeat", "1s",
                                "vintner.relay.feed.outbound-max", "64K",
                                "vintner.relay.feed.silence-max", "10s"));

        // Then
        assertThat(config.secret().orElseThrow().get()).isEqualTo(SECRET);
        assertThat(config.secretFile()).contains(Path.of("/run/feed"));
        assertThat(config.readersMax()).isEqualTo(3);
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.outboundMax().asLongValue()).isEqualTo(64 * 1024);
        assertThat(config.silenceMax()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theSecretComesFromAFileOfItsOwnerOrFromTheSetting() throws IOException {
        // Given
        Path file = secretFile(SECRET + "\n", "rw-------");

        // When
        FeedSecret fromFile =
                new FeedSecret(config(Map.of("vintner.relay.feed.secret-file", file.toString())));
        FeedSecret fromSetting =
                new FeedSecret(config(Map.of("vintner.relay.feed.secret", SECRET)));

        // Then
        assertThat(fromFile.isPresentedBy("Bearer " + SECRET)).isTrue();
        assertThat(fromSetting.isPresentedBy("bearer " + SECRET)).isTrue();
        assertThat(fromSetting.isPresentedBy("Bearer " + SECRET + ".")).isFalse();
        assertThat(fromSetting.isPresentedBy(null)).isFalse();
        assertThat(fromSetting).hasToString("***");
    }

    @Test
    void aSecretThatIsMissingShortOrOpenIsRefused() throws IOException {
        // Given
        Path open = secretFile(SECRET, "rw-r--r--");

        // Then
        assertRefused(Map.of(), "set vintner.relay.feed.secret-file");
        assertRefused(Map.of("vintner.relay.feed.secret", "short"), "too short");
        assertRefused(Map.of("vintner.relay.feed.secret-file", open.toString()), "chmod 600");
        assertRefused(
                Map.of("vintner.relay.feed.secret-file", folder.resolve("none").toString()),
                "cannot be read");
    }

    private static void assertRefused(Map<String, String> settings, String complaint) {
        assertThatThrownBy(() -> new FeedSecret(config(settings)))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining(complaint);
    }

    private Path secretFile(String text, String permissions) throws IOException {
        Path file = Files.createFile(folder.resolve("secret-" + permissions));
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static FeedConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(FeedConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(FeedConfig.class);
    }
}
