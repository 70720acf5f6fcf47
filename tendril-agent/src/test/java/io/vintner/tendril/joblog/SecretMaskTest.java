package io.vintner.tendril.joblog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {

    private final SecretMask mask = SecretMask.of(List.of("p@ss \"word\"", "short", "abcabcabd"));

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "as it is: p@ss \"word\"!          | as it is: ***!",
                "in JSON: p@ss \\\"word\\\"!         | in JSON: ***!",
                "in a URL: p%40ss+%22word%22      | in a URL: ***",
                "in a URL: p%40ss%20%22word%22    | in a URL: ***",
                "twice: abcabcabdabcabcabd        | twice: ******",
                "after a false start: abcabcabcabd| after a false start: abc***",
                "too short to be hidden: short    | too short to be hidden: short",
            })
    void hidesEachFormInWhichProgramsPrintASecret(String text, String masked) {
        // When
        String seen = mask.mask(text.strip());

        // Then
        assertThat(seen).isEqualTo(masked.strip());
    }

    @ParameterizedTest(name = "with {0} before it")
    @ValueSource(strings = {"", "x", "xy", "xyz"})
    void hidesASecretInsideBase64AtEveryAlignment(String before) {
        // Given
        String secret = "correct horse battery";
        SecretMask ofSecret = SecretMask.of(List.of(secret));
        String encoded =
                Base64.getEncoder().encodeToString((before + secret + " tail").getBytes(UTF_8));

        // When
        String seen = ofSecret.mask(encoded);

        // Then
        assertThat(seen).contains("***").hasSizeLessThan(encoded.length() - 20);
    }

    @Test
    void hidesEachLongLineOfASecretOfSeveral() {
        // Given
        SecretMask ofKey = SecretMask.of(List.of("-----BEGIN KEY-----\nline-of-the-key\nab\n"));

        // When
        String seen = ofKey.mask("    line-of-the-key\n    ab\n");

        // Then
        assertThat(seen).isEqualTo("    ***\n    ab\n");
    }

    @Test
    void doesNotTellItsSecrets() {
        // When
        String text = mask.toString();

        // Then
        assertThat(text).isEqualTo("SecretMask[***]");
    }
}
