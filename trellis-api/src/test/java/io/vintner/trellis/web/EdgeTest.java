package io.vintner.trellis.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpServerOptions;
import io.vintner.trellis.auth.TokenConfig;
import io.vintner.trellis.settings.Profile;
import io.vintner.trellis.testing.TestTokenConfig;
import io.vintner.trellis.testing.Tokens;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeTest {

    @ParameterizedTest
    @CsvSource({
        "/dashboard/jobs, true",
        "/jobs/1, true",
        "/apiary, true",
        "/, false",
        "/api, false",
        "/api/jobs, false",
        "/q/health, false",
        "/assets/app.js, false",
        "/v1.0/page, true",
    })
    void theDashboardsPathsAreNoApiAndNoFile(String path, boolean page) {
        assertThat(DashboardPages.isPage(path)).isEqualTo(page);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, true",
                "http://127.0.0.1:8080, true",
                "http://localhost:5173, true",
                "http://[::1]:8080, true",
                "http://127.0.0.1.evil.example, false",
                "https://evil.example, false",
                "null, false",
                "not a uri, false",
            })
    void onlyPagesOfThisMachineMayCall(String origin, boolean allowed) {
        assertThat(LocalOnly.isLoopback(origin)).isEqualTo(allowed);
    }

    @Test
    void theSocketOfAnEncryptedGatewayIsEncryptedToo() {
        assertThat(SecurityHeaders.policy(URI.create("https://rt.example/path")))
                .contains("connect-src 'self' https://rt.example wss://rt.example;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.168.0.1", "vintner.example"})
    void theLocalProfileListensOnThisMachineOnly(String host) {
        // Given
        LocalOnly local = new LocalOnly(profile(Profile.Kind.LOCAL), secret(Tokens.SECRET));
        HttpServerOptions options = new HttpServerOptions().setHost(host);

        // Then
        assertThatThrownBy(() -> local.customizeHttpServer(options))
                .hasMessageContaining("127.0.0.1 only");
        assertThatCode(() ->
                        new LocalOnly(profile(Profile.Kind.PRODUCTION), secret(Tokens.SECRET))
                                .customizeHttpServer(options))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", Tokens.SECRET})
    void productionRefusesThePublishedSecretAndNone(String secret) {
        LocalOnly production = new LocalOnly(profile(Profile.Kind.PRODUCTION), secret(secret));
        assertThatThrownBy(() -> production.refuseUnsafeKeys(new StartupEvent()))
                .hasMessageContaining("vintner.trellis.token.jwt-secret");
    }

    @Test
    void productionTakesASecretOfItsOwnAndLocalThePublishedOne() {
        assertThatCode(
                        () -> {
                            new LocalOnly(
                                            profile(Profile.Kind.PRODUCTION),
                                            secret(Tokens.FOREIGN_SECRET))
                                    .refuseUnsafeKeys(new StartupEvent());
                            new LocalOnly(profile(Profile.Kind.LOCAL), secret(Tokens.SECRET))
                                    .refuseUnsafeKeys(new StartupEvent());
                        })
                .doesNotThrowAnyException();
    }

    private static Profile profile(Profile.Kind kind) {
        return () -> kind;
    }

    private static TokenConfig secret(String value) {
        return TestTokenConfig.secret(value);
    }
}
