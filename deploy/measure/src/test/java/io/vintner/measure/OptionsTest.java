package io.vintner.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    private static final Map<String, String> DEFAULTS =
            Map.of("--rows", "10", "--units", "seconds,days", "--flags", "-Xmx64m");

    @Test
    void whatIsLeftOutHasItsDefault() {
        // When
        Options options = Options.parse(DEFAULTS, List.of("--rows", "3"));

        // Then
        assertThat(options.count("--rows")).isEqualTo(3);
        assertThat(options.names("--units", TimeUnit.class))
                .isEqualTo(Set.of(TimeUnit.SECONDS, TimeUnit.DAYS));
        assertThat(options.words("--flags")).containsExactly("-Xmx64m");
    }

    @ParameterizedTest
    @CsvSource({
        "--speed 3, there is no option --speed",
        "--rows,    --rows needs a value",
    })
    void anOptionThatIsUnknownOrLacksItsValueIsRefused(String line, String complaint) {
        // When, Then
        assertThatThrownBy(() -> Options.parse(DEFAULTS, List.of(line.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(complaint);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "many"})
    void aCountIsANumberFromOneOn(String value) {
        // Given
        Options options = Options.parse(DEFAULTS, List.of("--rows", value));

        // When, Then
        assertThatThrownBy(() -> options.count("--rows"))
                .hasMessage("a value is not understood: " + value);
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        // Given
        Options options = Options.parse(DEFAULTS, List.of("--units", "seconds,moons"));

        // When, Then
        assertThatThrownBy(() -> options.names("--units", TimeUnit.class))
                .hasMessage("a value is not understood: moons");
    }
}
