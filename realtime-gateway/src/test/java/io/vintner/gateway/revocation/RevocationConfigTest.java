package io.vintner.gateway.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.Secret;
import io.vintner.gateway.TestConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevocationConfigTest {

    private static RevocationConfig config(Map<String, String> values) {
        return TestConfig.of(RevocationConfig.class, "vintner.gateway.revocation", values);
    }

    @Test
    void revokingHasDefaultsAndCanBeSet() {
        // When
        RevocationConfig byDefault = config(Map.of());
        RevocationConfig set =
                config(
                        Map.of(
                                ".secret", "secret-of-the-revoker",
                                ".secret-file", "revocation.secret",
                                ".from", "anywhere",
                                ".poll-interval", "100ms",
                                ".answer-max", "1s",
                                ".keep", "7d",
                                ".max", "5"));

        // Then
        assertThat(byDefault.secret().map(Secret::get)).isEmpty();
        assertThat(byDefault.secretFile()).isEmpty();
        assertThat(byDefault.from()).isEqualTo(RevocationConfig.From.LOOPBACK);
        assertThat(byDefault.pollInterval()).isEqualTo(Duration.ofMillis(400));
        assertThat(byDefault.answerMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(byDefault.keep()).isEqualTo(Duration.ofDays(30));
        assertThat(byDefault.max()).isEqualTo(100_000);
        assertThat(set.secret().orElseThrow().get()).isEqualTo("secret-of-the-revoker");
        assertThat(set.secret().toString()).doesNotContain("secret-of-the-revoker");
        assertThat(set.secretFile()).contains(Path.of("revocation.secret"));
        assertThat(set.from()).isEqualTo(RevocationConfig.From.ANYWHERE);
        assertThat(set.pollInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(set.answerMax()).isEqualTo(Duration.ofSeconds(1));
        assertThat(set.keep()).isEqualTo(Duration.ofDays(7));
        assertThat(set.max()).isEqualTo(5);
    }

    @Test
    void aPlaceThatIsNoneIsRefused() {
        assertThatThrownBy(() -> config(Map.of(".from", "nowhere"))).hasMessageContaining("from");
    }

    @Test
    void aSecretThatCanBeGuessedIsRefusedAndNoSecretIsShown() {
        assertThatThrownBy(() -> new RevocationSecret(Optional.of("short")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vintner.gateway.revocation.secret has at least 32 characters");
        assertThat(new RevocationSecret(Optional.of("0123456789abcdef0123456789abcdef")))
                .hasToString("***");
    }

    @Test
    void onlyTheSecretItselfIsTheSecret() {
        // Given
        String text = "0123456789abcdef0123456789abcdef";
        RevocationSecret secret = new RevocationSecret(Optional.of(text));

        // Then
        assertThat(secret.isPresentedBy("Bearer " + text)).isTrue();
        assertThat(secret.isPresentedBy("bearer " + text)).isTrue();
        assertThat(secret.isPresentedBy(text)).isFalse();
        assertThat(secret.isPresentedBy("Bearer ")).isFalse();
        assertThat(secret.isPresentedBy("Bearer " + text + "0")).isFalse();
        assertThat(secret.isPresentedBy(null)).isFalse();
        assertThat(new RevocationSecret(Optional.empty()).isPresentedBy("Bearer ")).isFalse();
    }
}
