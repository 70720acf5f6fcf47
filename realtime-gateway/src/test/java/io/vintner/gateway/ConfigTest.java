package io.vintner.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.Secret;
import io.vintner.gateway.intake.FeedConfig;
import io.vintner.gateway.resume.ResumeConfig;
import io.vintner.gateway.socket.SocketConfig;
import io.vintner.gateway.token.TokenConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {

    private static <C> C config(Class<C> mapping, Map<String, String> values) {
        return TestConfig.of(mapping, "vintner.gateway", values);
    }

    @Test
    void theGatewayIsInProductionAndOnLoopbackUnlessToldOtherwise() {
        // When
        GatewayConfig byDefault = config(GatewayConfig.class, Map.of());
        GatewayConfig set =
                config(
                        GatewayConfig.class,
                        Map.of(".profile", "local", ".host", "::1", ".port", "4100"));

        // Then
        assertThat(byDefault.profile()).isEqualTo(Profile.PRODUCTION);
        assertThat(byDefault.host()).isEqualTo("127.0.0.1");
        assertThat(byDefault.port()).isEqualTo(4000);
        assertThat(set.profile()).isEqualTo(Profile.LOCAL);
        assertThat(set.host()).isEqualTo("::1");
        assertThat(set.port()).isEqualTo(4100);
    }

    @Test
    void theFeedHasDefaults() {
        // When
        FeedConfig feed = config(FeedConfig.class, Map.of());

        // Then
        assertThat(feed.urls()).containsExactly(URI.create("http://127.0.0.1:4001"));
        assertThat(feed.secret().map(Secret::get)).isEmpty();
        assertThat(feed.secretFile()).isEmpty();
        assertThat(feed.silenceMax()).isEqualTo(Duration.ofSeconds(15));
        assertThat(feed.connectMax()).isEqualTo(Duration.ofSeconds(5));
        assertThat(feed.retryFirst()).isEqualTo(Duration.ofMillis(50));
        assertThat(feed.retryMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(feed.batchMax()).isEqualTo(1_000);
        assertThat(feed.lineBytesMax()).isEqualTo(67_108_864);
    }

    @Test
    void theFeedCanBeSet() {
        // When
        FeedConfig feed =
                config(
                        FeedConfig.class,
                        Map.of(
                                ".feed.urls", "https://one.example.org,https://two.example.org",
                                ".feed.secret", "secret-of-the-feed",
                                ".feed.secret-file", "relay.secret",
                                ".feed.silence-max", "20s",
                                ".feed.connect-max", "1s",
                                ".feed.retry-first", "10ms",
                                ".feed.retry-max", "1s",
                                ".feed.batch-max", "10",
                                ".feed.line-bytes-max", "1000"));

        // Then
        assertThat(feed.urls())
                .containsExactly(
                        URI.create("https://one.example.org"),
                        URI.create("https://two.example.org"));
        assertThat(feed.secret().orElseThrow().get()).isEqualTo("secret-of-the-feed");
        assertThat(feed.secret().toString()).doesNotContain("secret-of-the-feed");
        assertThat(feed.secretFile()).contains(Path.of("relay.secret"));
        assertThat(feed.silenceMax()).isEqualTo(Duration.ofSeconds(20));
        assertThat(feed.connectMax()).isEqualTo(Duration.ofSeconds(1));
        assertThat(feed.retryFirst()).isEqualTo(Duration.ofMillis(10));
        assertThat(feed.retryMax()).isEqualTo(Duration.ofSeconds(1));
        assertThat(feed.batchMax()).isEqualTo(10);
        assertThat(feed.lineBytesMax()).isEqualTo(1_000);
    }

    @Test
    void tokensHaveDefaultsAndCanBeSet() {
        // When
        TokenConfig byDefault = config(TokenConfig.class, Map.of());
        TokenConfig set =
                config(
                        TokenConfig.class,
                        Map.of(
                                ".token.jwt-secret", "secret-of-the-tokens",
                                ".token.jwt-secret-file", "jwt.secret",
                                ".token.roles", "anon",
                                ".token.opaque-keys", "sb_key=anon",
                                ".token.opaque-keys-file", "opaque.keys",
                                ".token.pinned-claims", "{\"iss\":\"us\"}",
                                ".token.remembered-max", "5"));

        // Then
        assertThat(byDefault.jwtSecret().map(Secret::get)).isEmpty();
        assertThat(byDefault.jwtSecretFile()).isEmpty();
        assertThat(byDefault.roles())
                .containsExactlyInAnyOrder("anon", "authenticated", "service_role");
        assertThat(byDefault.rememberedMax()).isEqualTo(10_000);
        assertThat(byDefault.opaqueKeys().map(Secret::get)).isEmpty();
        assertThat(byDefault.opaqueKeysFile()).isEmpty();
        assertThat(byDefault.pinnedClaims()).isEmpty();
        assertThat(set.opaqueKeys().toString()).doesNotContain("sb_");
        assertThat(set.opaqueKeys().orElseThrow().get()).isEqualTo("sb_key=anon");
        assertThat(set.opaqueKeysFile()).contains(Path.of("opaque.keys"));
        assertThat(set.pinnedClaims()).contains("{\"iss\":\"us\"}");
        assertThat(set.jwtSecret().orElseThrow().get()).isEqualTo("secret-of-the-tokens");
        assertThat(set.jwtSecret().toString()).doesNotContain("secret-of-the-tokens");
        assertThat(set.jwtSecretFile()).contains(Path.of("jwt.secret"));
        assertThat(set.roles()).containsExactly("anon");
        assertThat(set.rememberedMax()).isEqualTo(5);
    }

    @Test
    void keySetsHaveDefaultsAndCanBeSet() {
        // When
        TokenConfig.Jwks byDefault = config(TokenConfig.class, Map.of()).jwks();
        TokenConfig.Jwks set =
                config(
                                TokenConfig.class,
                                Map.of(
                                        ".token.jwks.file", "jwks.json",
                                        ".token.jwks.url", "https://example.org/jwks",
                                        ".token.jwks.insecure", "true",
                                        ".token.jwks.interval", "1m",
                                        ".token.jwks.pause-min", "2s",
                                        ".token.jwks.read-max", "3s",
                                        ".token.jwks.waiters-max", "4",
                                        ".token.jwks.bytes-max", "5",
                                        ".token.jwks.keys-max", "6"))
                        .jwks();

        // Then
        assertThat(byDefault.file()).isEmpty();
        assertThat(byDefault.url()).isEmpty();
        assertThat(byDefault.insecure()).isFalse();
        assertThat(byDefault.interval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(byDefault.pauseMin()).isEqualTo(Duration.ofSeconds(10));
        assertThat(byDefault.readMax()).isEqualTo(Duration.ofSeconds(3));
        assertThat(byDefault.waitersMax()).isEqualTo(256);
        assertThat(byDefault.bytesMax()).isEqualTo(1_048_576);
        assertThat(byDefault.keysMax()).isEqualTo(100);
        assertThat(set.file()).contains(Path.of("jwks.json"));
        assertThat(set.url()).contains(URI.create("https://example.org/jwks"));
        assertThat(set.insecure()).isTrue();
        assertThat(set.interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(set.pauseMin()).isEqualTo(Duration.ofSeconds(2));
        assertThat(set.readMax()).isEqualTo(Duration.ofSeconds(3));
        assertThat(set.waitersMax()).isEqualTo(4);
        assertThat(set.bytesMax()).isEqualTo(5);
        assertThat(set.keysMax()).isEqualTo(6);
    }

    @Test
    void socketsHaveDefaults() {
        // When
        SocketConfig socket = config(SocketConfig.class, Map.of());

        // Then
        assertThat(socket.allowedOrigins()).isEmpty();
        assertThat(socket.connectionsMax()).isEqualTo(10_000);
        assertThat(socket.channelsMax()).isEqualTo(100);
        assertThat(socket.joinsPerSecondMax()).isEqualTo(100);
        assertThat(socket.frameBytesMax()).isEqualTo(5_000_000);
        assertThat(socket.frameDepthMax()).isEqualTo(100);
        assertThat(socket.inboxMax()).isEqualTo(256);
        assertThat(socket.queueBytesMax()).isEqualTo(8_388_608);
        assertThat(socket.idleMax()).isEqualTo(Duration.ofSeconds(60));
        assertThat(socket.channellessMax()).isEqualTo(Duration.ofMinutes(10));
        assertThat(socket.feedWaitMax()).isEqualTo(Duration.ofSeconds(5));
        assertThat(socket.leaveInterval()).isEqualTo(Duration.ofMillis(1));
        assertThat(socket.drainMax()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void socketsCanBeSet() {
        // When
        SocketConfig socket =
                config(
                        SocketConfig.class,
                        Map.ofEntries(
                                Map.entry(".socket.allowed-origins", "https://a.org,https://b.org"),
                                Map.entry(".socket.connections-max", "1"),
                                Map.entry(".socket.channels-max", "2"),
                                Map.entry(".socket.joins-per-second-max", "3"),
                                Map.entry(".socket.frame-bytes-max", "4"),
                                Map.entry(".socket.frame-depth-max", "5"),
                                Map.entry(".socket.inbox-max", "6"),
                                Map.entry(".socket.queue-bytes-max", "7"),
                                Map.entry(".socket.idle-max", "8s"),
                                Map.entry(".socket.channelless-max", "9s"),
                                Map.entry(".socket.feed-wait-max", "10s"),
                                Map.entry(".socket.leave-interval", "12ms"),
                                Map.entry(".socket.drain-max", "11s")));

        // Then
        assertThat(socket.allowedOrigins()).contains(Set.of("https://a.org", "https://b.org"));
        assertThat(socket.connectionsMax()).isEqualTo(1);
        assertThat(socket.channelsMax()).isEqualTo(2);
        assertThat(socket.joinsPerSecondMax()).isEqualTo(3);
        assertThat(socket.frameBytesMax()).isEqualTo(4);
        assertThat(socket.frameDepthMax()).isEqualTo(5);
        assertThat(socket.inboxMax()).isEqualTo(6);
        assertThat(socket.queueBytesMax()).isEqualTo(7);
        assertThat(socket.idleMax()).isEqualTo(Duration.ofSeconds(8));
        assertThat(socket.channellessMax()).isEqualTo(Duration.ofSeconds(9));
        assertThat(socket.feedWaitMax()).isEqualTo(Duration.ofSeconds(10));
        assertThat(socket.leaveInterval()).isEqualTo(Duration.ofMillis(12));
        assertThat(socket.drainMax()).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void resumingHasDefaultsAndCanBeSet() {
        // When
        ResumeConfig byDefault = config(ResumeConfig.class, Map.of());
        ResumeConfig set =
                config(
                        ResumeConfig.class,
                        Map.of(
                                ".resume.window-age-max", "1s",
                                ".resume.window-bytes-max", "2",
                                ".resume.receipt-age-max", "3s",
                                ".resume.receipts-max", "4",
                                ".resume.sweeps-max", "5"));

        // Then
        assertThat(byDefault.windowAgeMax()).isEqualTo(Duration.ofMinutes(2));
        assertThat(byDefault.windowBytesMax()).isEqualTo(67_108_864);
        assertThat(byDefault.receiptAgeMax()).isEqualTo(Duration.ofMinutes(10));
        assertThat(byDefault.receiptsMax()).isEqualTo(1_000_000);
        assertThat(byDefault.sweepsMax()).isEqualTo(2);
        assertThat(set.windowAgeMax()).isEqualTo(Duration.ofSeconds(1));
        assertThat(set.windowBytesMax()).isEqualTo(2);
        assertThat(set.receiptAgeMax()).isEqualTo(Duration.ofSeconds(3));
        assertThat(set.receiptsMax()).isEqualTo(4);
        assertThat(set.sweepsMax()).isEqualTo(5);
        assertThatThrownBy(
                        () -> config(ResumeConfig.class, Map.of(".resume.window-age-max", "long")))
                .hasMessageContaining("window-age-max");
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "1.5", ""})
    void aNumberThatIsNoneIsRefused(String value) {
        assertThatThrownBy(
                        () -> config(SocketConfig.class, Map.of(".socket.connections-max", value)))
                .hasMessageContaining("connections-max");
    }

    @Test
    void anUnknownProfileIsRefused() {
        assertThatThrownBy(() -> config(GatewayConfig.class, Map.of(".profile", "staging")))
                .hasMessageContaining("profile");
    }

    @Test
    void aFeedWithoutAnAddressIsRefused() {
        assertThatThrownBy(() -> config(FeedConfig.class, Map.of(".feed.urls", "http://a b")))
                .hasMessageContaining("urls");
    }

    @Test
    void aRoleListOfNothingIsRefused() {
        assertThatThrownBy(() -> config(TokenConfig.class, Map.of(".token.remembered-max", "x")))
                .hasMessageContaining("remembered-max");
    }
}
