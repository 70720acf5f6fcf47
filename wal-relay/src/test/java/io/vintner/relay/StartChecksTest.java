package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vintner.relay.ProfileConfig.Profile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StartChecksTest {

    private static final Map<String, String> TLS =
            Map.of(
                    "quarkus.http.host", "0.0.0.0",
                    "quarkus.http.ssl.certificate.files", "relay.pem",
                    "quarkus.http.insecure-requests", "disabled");

    @Test
    void defaultsAreLoopbackAndProduction() {
        // When
        SmallRyeConfig config = config(Map.of());

        // Then
        assertThat(config.getConfigMapping(RelayConfig.class).host()).isEqualTo("127.0.0.1");
        assertThat(config.getConfigMapping(RelayConfig.class).port()).isEqualTo(4001);
        assertThat(config.getConfigMapping(ProfileConfig.class).profile())
                .isEqualTo(Profile.PRODUCTION);
    }

    @Test
    void allSet() {
        // When
        SmallRyeConfig config =
                config(
                        Map.of(
                                "vintner.profile", "local",
                                "vintner.relay.host", "::1",
                                "vintner.relay.port", "7"));

        // Then
        assertThat(config.getConfigMapping(RelayConfig.class).host()).isEqualTo("::1");
        assertThat(config.getConfigMapping(RelayConfig.class).port()).isEqualTo(7);
        assertThat(config.getConfigMapping(ProfileConfig.class).profile()).isEqualTo(Profile.LOCAL);
    }

    @Test
    void anUnknownProfileIsRefused() {
        assertThatThrownBy(() -> config(Map.of("vintner.profile", "staging")))
                .hasMessageContaining("vintner.profile");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void loopbackNeedsNoTls(Profile profile) {
        assertThatCode(() ->
                        StartChecks.check(
                                profile, config(Map.of("quarkus.http.host", "127.0.0.1"))))
                .doesNotThrowAnyException();
    }

    @Test
    void theLocalProfileNeverFacesANetwork() {
        assertThatThrownBy(() -> StartChecks.check(Profile.LOCAL, config(TLS)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("127.0.0.1 only");
    }

    @Test
    void anotherAddressNeedsTls() {
        assertThatCode(() -> StartChecks.check(Profile.PRODUCTION, config(TLS)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() ->
                        StartChecks.check(
                                Profile.PRODUCTION, config(Map.of("quarkus.http.host", "0.0.0.0"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs TLS");
        assertThatThrownBy(() ->
                        StartChecks.check(
                                Profile.PRODUCTION,
                                config(
                                        Map.of(
                                                "quarkus.http.host", "0.0.0.0",
                                                "quarkus.http.ssl.certificate.files",
                                                        "relay.pem"))))
                .hasMessageContaining("insecure-requests=disabled");
    }

    private static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(RelayConfig.class)
                .withMapping(ProfileConfig.class)
                .withValidateUnknown(false)
                .withDefaultValues(settings)
                .build();
    }
}
