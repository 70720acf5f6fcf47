package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalSettingsTest {

    private static final Path HOME = Path.of("/project");

    @Test
    void anEmptyEnvironmentGivesThePortsAndTheSecretOfSupabasesLocalStack() {
        // When
        LocalSettings settings = LocalSettings.of(HOME, Map.of());

        // Then
        assertThat(settings.ports().postgres().number()).isEqualTo(54322);
        assertThat(settings.ports().relay().number()).isEqualTo(4001);
        assertThat(settings.ports().gateway().number()).isEqualTo(4000);
        assertThat(settings.ports().trellis().number()).isEqualTo(8080);
        assertThat(settings.jwtSecret()).isEqualTo(LocalSettings.PUBLISHED_JWT_SECRET);
        assertThat(settings.data()).isEqualTo(HOME.resolve(".vintner"));
        assertThat(settings.keepOutputFiles()).isFalse();
    }

    @Test
    void everySettingCanBeSetByEnvironment() {
        // When
        LocalSettings settings =
                LocalSettings.of(
                        HOME,
                        Map.of(
                                "VINTNER_POSTGRES_PORT", "1",
                                "VINTNER_RELAY_PORT", "2",
                                "VINTNER_GATEWAY_PORT", "3",
                                "VINTNER_TRELLIS_PORT", "65535",
                                "VINTNER_DATA", "/elsewhere",
                                "VINTNER_JWT_SECRET", "a secret of one's own, 32 letters",
                                "VINTNER_KEEP_OUTPUT_FILES", "true"));

        // Then
        assertThat(settings.ports().all())
                .extracting(port -> port.number())
                .containsExactly(1, 2, 3, 65535);
        assertThat(settings.data()).isEqualTo(Path.of("/elsewhere"));
        assertThat(settings.jwtSecret()).startsWith("a secret");
        assertThat(settings.keepOutputFiles()).isTrue();
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "VINTNER_RELAY_PORT   | x      | VINTNER_RELAY_PORT: expected a port from 1 to"
                        + " 65535, got 'x'",
                "VINTNER_RELAY_PORT   | -1     | VINTNER_RELAY_PORT: expected a port from 1 to"
                        + " 65535, got '-1'",
                "VINTNER_TRELLIS_PORT | 0      | VINTNER_TRELLIS_PORT: expected a port from 1 to"
                        + " 65535, got 0",
                "VINTNER_GATEWAY_PORT | 65536  | VINTNER_GATEWAY_PORT: expected a port from 1 to"
                        + " 65535, got 65536",
                "VINTNER_JWT_SECRET   | short  | VINTNER_JWT_SECRET: expected at least 32"
                        + " characters, got 5",
            })
    void aValueThatCannotWorkIsRefusedInOneSentence(String name, String value, String sentence) {
        assertThatThrownBy(() -> LocalSettings.of(HOME, Map.of(name, value)))
                .isInstanceOf(RefusedSettingException.class)
                .hasMessage(sentence);
    }

    @Test
    void theSecretIsNotInItsText() {
        assertThat(LocalSettings.of(HOME, Map.of()).toString())
                .doesNotContain(LocalSettings.PUBLISHED_JWT_SECRET);
    }
}
