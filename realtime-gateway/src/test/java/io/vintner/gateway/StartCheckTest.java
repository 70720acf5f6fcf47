package io.vintner.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vintner.gateway.token.TokenConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartCheckTest {

    private static final String PUBLISHED =
            "super-secret-jwt-token-with-at-least-32-characters-long";

    private static StartCheck check(Map<String, String> values) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder()
                        .withMapping(GatewayConfig.class)
                        .withMapping(TokenConfig.class)
                        .withConverter(Duration.class, 200, new DurationConverter());
        values.forEach((key, value) -> builder.withDefaultValue("vintner.gateway" + key, value));
        var config = builder.build();
        return new StartCheck(
                config.getConfigMapping(GatewayConfig.class),
                config.getConfigMapping(TokenConfig.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production"})
    void withoutASecretItDoesNotStart(String profile) {
        assertThatThrownBy(() -> check(Map.of(".profile", profile)).jwtSecret())
                .isInstanceOf(UnsafeStartException.class)
                .hasMessage(
                        "vintner.gateway.token.jwt-secret is not set, nor"
                                + " vintner.gateway.token.jwks");
    }

    @Test
    void thePublishedSecretIsForTheLocalProfileOnly() {
        assertThat(check(Map.of(".profile", "local", ".token.jwt-secret", PUBLISHED)).jwtSecret())
                .contains(PUBLISHED);
        assertThatThrownBy(() -> check(Map.of(".token.jwt-secret", PUBLISHED)).jwtSecret())
                .isInstanceOf(UnsafeStartException.class)
                .hasMessageContaining("is the published one")
                .hasMessageNotContaining(PUBLISHED);
    }

    @Test
    void aSecretMayStandInAFile(@TempDir Path folder) throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("jwt"), "the secret in the file\n");

        // When
        Optional<String> secret =
                check(Map.of(".token.jwt-secret-file", file.toString())).jwtSecret();

        // Then
        assertThat(secret).contains("the secret in the file");
    }

    @ParameterizedTest
    @CsvSource({
        ".token.jwks.file, jwks.json",
        ".token.jwks.url, https://example.org/.well-known/jwks.json",
    })
    void withAKeySetItNeedsNoSecret(String key, String value) {
        assertThat(check(Map.of(key, value)).jwtSecret()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/jwks.json,  false, true",
        "http://127.0.0.1:9999/jwks,     false, true",
        "http://localhost/jwks,          false, true",
        "http://example.org/jwks.json,   false, false",
        "http://example.org/jwks.json,   true,  true",
        "file:///etc/jwks.json,          true,  false",
        "jwks.json,                      true,  false",
    })
    void keysAreFetchedOnlyWhereNobodyCanPutOthersInTheirPlace(
            String url, String insecure, boolean allowed) {
        // Given
        StartCheck check = check(Map.of(".token.jwks.url", url, ".token.jwks.insecure", insecure));

        // Then
        if (allowed) {
            assertThatCode(check::keyAddress).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(check::keyAddress).isInstanceOf(UnsafeStartException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "localhost", "::1"})
    void theLocalProfileListensOnLoopback(String host) {
        assertThatCode(() -> check(Map.of(".profile", "local", ".host", host)).address())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0", "::", "192.168.1.5"})
    void theLocalProfileListensNowhereElse(String host) {
        assertThatThrownBy(() -> check(Map.of(".profile", "local", ".host", host)).address())
                .isInstanceOf(UnsafeStartException.class);
        assertThatCode(() -> check(Map.of(".host", host)).address()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:4000, true",
        "localhost, true",
        "LOCALHOST:4000, true",
        "[::1]:4000, true",
        "[::1], true",
        "localhost.example.org:4000, false",
        "example.org, false",
        "'', false",
    })
    void aRequestForThisMachineIsKnownByItsHost(String host, boolean forUs) {
        assertThat(LocalOnly.isForThisMachine(host)).isEqualTo(forUs);
    }

    @Test
    void aRequestWithoutAHostIsForNobody() {
        assertThat(LocalOnly.isForThisMachine(null)).isFalse();
    }
}
