package io.vintner.trellis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vintner.trellis.auth.TokenConfig;
import io.vintner.trellis.database.DatabaseConfig;
import io.vintner.trellis.database.SchemaConfig;
import io.vintner.trellis.encryption.EncryptionConfig;
import io.vintner.trellis.jobs.JobsConfig;
import io.vintner.trellis.logs.LogsConfig;
import io.vintner.trellis.modules.BundlesConfig;
import io.vintner.trellis.plans.PlansConfig;
import io.vintner.trellis.prices.PricesConfig;
import io.vintner.trellis.settings.Profile;
import io.vintner.trellis.settings.SettingsConfig;
import io.vintner.trellis.state.StatesConfig;
import io.vintner.trellis.tendrils.TendrilsConfig;
import io.vintner.trellis.upkeep.UpkeepConfig;
import io.vintner.trellis.web.WebConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each mapping: its defaults, every key set, and a value that is refused. */
class ConfigurationTest {

    @Test
    void profile() {
        assertThat(read(Profile.class, "vintner", Map.of()).isLocal()).isFalse();
        assertThat(read(Profile.class, "vintner", Map.of("profile", "local")).isLocal()).isTrue();
        refused(Profile.class, "vintner", Map.of("profile", "laptop"));
    }

    @Test
    void bundles() {
        String prefix = "vintner.trellis.bundles";
        var defaults = read(BundlesConfig.class, prefix, Map.of());
        assertThat(defaults.bytesMax().asLongValue()).isEqualTo(16 << 20);
        assertThat(defaults.unpackedBytesMax().asLongValue()).isEqualTo(32 << 20);
        assertThat(defaults.filesMax()).isEqualTo(2000);
        assertThat(defaults.kept()).isEqualTo(Duration.ofHours(24));
        var set =
                read(
                        BundlesConfig.class,
                        prefix,
                        Map.of(
                                "bytes-max", "1K",
                                "unpacked-bytes-max", "2K",
                                "files-max", "3",
                                "kept", "4s"));
        assertThat(set.bytesMax().asLongValue() + set.unpackedBytesMax().asLongValue())
                .isEqualTo(3072);
        assertThat(set.filesMax() + set.kept().toSeconds()).isEqualTo(7);
        refused(BundlesConfig.class, prefix, Map.of("files-max", "many"));
    }

    @Test
    void database() {
        String prefix = "vintner.trellis.database";
        var defaults = read(DatabaseConfig.class, prefix, Map.of("password", "p"));
        assertThat(defaults.url()).isEqualTo("postgresql://127.0.0.1:54322/postgres");
        assertThat(defaults.user()).isEqualTo("vintner_api");
        assertThat(defaults.waitMax()).isEqualTo(Duration.ofSeconds(10));
        var set =
                read(
                        DatabaseConfig.class,
                        prefix,
                        Map.of("url", "u", "user", "me", "password", "p", "wait-max", "1s"));
        assertThat(set.url() + set.user() + set.password().value() + set.waitMax())
                .isEqualTo("umepPT1S");
        assertThat(set.password()).hasToString("***");
        refused(DatabaseConfig.class, prefix, Map.of());
    }

    @Test
    void schema() {
        String prefix = "vintner.trellis.schema";
        var defaults = read(SchemaConfig.class, prefix, Map.of("password", "p"));
        assertThat(defaults.url()).isEqualTo("jdbc:postgresql://127.0.0.1:54322/postgres");
        assertThat(defaults.user()).isEqualTo("vintner_owner");
        assertThat(defaults.retryEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(defaults.startWaitMax()).isEqualTo(Duration.ofSeconds(10));
        var set =
                read(
                        SchemaConfig.class,
                        prefix,
                        Map.of("url", "u", "user", "me", "password", "p", "retry-every", "3s"));
        assertThat(set.url() + set.user() + set.password().value() + set.retryEvery())
                .isEqualTo("umepPT3S");
        refused(SchemaConfig.class, prefix, Map.of());
    }

    @Test
    void token() {
        String prefix = "vintner.trellis.token";
        var defaults = read(TokenConfig.class, prefix, Map.of());
        assertThat(defaults.localLife()).isEqualTo(Duration.ofHours(12));
        assertThat(defaults.jwtSecret()).isEmpty();
        assertThat(defaults.pinnedClaims()).isEmpty();
        assertThat(defaults.jwks().file()).isEmpty();
        assertThat(defaults.jwks().url()).isEmpty();
        assertThat(defaults.jwks().insecure()).isFalse();
        assertThat(defaults.jwks().interval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(defaults.jwks().pauseMin()).isEqualTo(Duration.ofSeconds(10));
        assertThat(defaults.jwks().readMax()).isEqualTo(Duration.ofSeconds(3));
        assertThat(defaults.jwks().bytesMax()).isEqualTo(1 << 20);
        assertThat(defaults.jwks().keysMax()).isEqualTo(100);
        var set =
                read(
                        TokenConfig.class,
                        prefix,
                        Map.ofEntries(
                                Map.entry("jwt-secret", "s"),
                                Map.entry("local-life", "1h"),
                                Map.entry("pinned-claims", "{}"),
                                Map.entry("jwks.file", "keys.json"),
                                Map.entry("jwks.url", "https://id.example/keys"),
                                Map.entry("jwks.insecure", "true"),
                                Map.entry("jwks.interval", "1s"),
                                Map.entry("jwks.pause-min", "2s"),
                                Map.entry("jwks.read-max", "4s"),
                                Map.entry("jwks.bytes-max", "5"),
                                Map.entry("jwks.keys-max", "6")));
        assertThat(set.jwtSecret().orElseThrow().value() + set.localLife()).isEqualTo("sPT1H");
        assertThat(set.pinnedClaims()).contains("{}");
        assertThat(set.jwks().file()).contains(Path.of("keys.json"));
        assertThat(set.jwks().url()).contains(URI.create("https://id.example/keys"));
        assertThat(set.jwks().insecure()).isTrue();
        assertThat(set.jwks().interval().plus(set.jwks().pauseMin()).plus(set.jwks().readMax()))
                .hasSeconds(7);
        assertThat(set.jwks().bytesMax() + set.jwks().keysMax()).isEqualTo(11);
        refused(TokenConfig.class, prefix, Map.of("jwks.interval", "often"));
    }

    @Test
    void encryption() {
        String prefix = "vintner.trellis.encryption";
        assertThat(read(EncryptionConfig.class, prefix, Map.of()).keys()).isEmpty();
        assertThat(read(EncryptionConfig.class, prefix, Map.of()).keysFile()).isEmpty();
        var set = read(EncryptionConfig.class, prefix, Map.of("keys", "k", "keys-file", "f"));
        assertThat(set.keys().orElseThrow().value()).isEqualTo("k");
        assertThat(set.keys()).hasToString("Optional[***]");
        assertThat(set.keysFile()).contains(Path.of("f"));
        refused(EncryptionConfig.class, prefix, Map.of("keys-file", "a\0b"));
    }

    @Test
    void settings() {
        String prefix = "vintner.trellis.settings";
        var defaults = read(SettingsConfig.class, prefix, Map.of());
        assertThat(defaults.realtimeUrl()).isEqualTo(URI.create("http://127.0.0.1:4000"));
        assertThat(defaults.anonKey()).isEmpty();
        var set =
                read(
                        SettingsConfig.class,
                        prefix,
                        Map.of("realtime-url", "https://rt.example", "anon-key", "k"));
        assertThat(set.realtimeUrl()).isEqualTo(URI.create("https://rt.example"));
        assertThat(set.anonKey()).contains("k");
        refused(SettingsConfig.class, prefix, Map.of("realtime-url", "no uri"));
    }

    @Test
    void prices() {
        String prefix = "vintner.trellis.prices";
        assertThat(read(PricesConfig.class, prefix, Map.of()).file()).isEmpty();
        assertThat(read(PricesConfig.class, prefix, Map.of("file", "p.json")).file())
                .contains(Path.of("p.json"));
        refused(PricesConfig.class, prefix, Map.of("file", "a\0b"));
    }

    @Test
    void state() {
        String prefix = "vintner.trellis.state";
        var defaults = read(StatesConfig.class, prefix, Map.of());
        assertThat(defaults.kept()).isEmpty();
        assertThat(defaults.versionsMin()).isEqualTo(100);
        var set = read(StatesConfig.class, prefix, Map.of("kept", "1h", "versions-min", "3"));
        assertThat(set.kept()).contains(Duration.ofHours(1));
        assertThat(set.versionsMin()).isEqualTo(3);
        refused(StatesConfig.class, prefix, Map.of("versions-min", "few"));
    }

    @Test
    void plans() {
        String prefix = "vintner.trellis.plans";
        var defaults = read(PlansConfig.class, prefix, Map.of());
        assertThat(defaults.life()).isEqualTo(Duration.ofHours(24));
        assertThat(defaults.kept()).isEqualTo(Duration.ofDays(7));
        var set = read(PlansConfig.class, prefix, Map.of("life", "1h", "kept", "2h"));
        assertThat(set.life().plus(set.kept())).hasHours(3);
        refused(PlansConfig.class, prefix, Map.of("life", "soon"));
    }

    @Test
    void tendrils() {
        String prefix = "vintner.trellis.tendrils";
        var defaults = read(TendrilsConfig.class, prefix, Map.of());
        assertThat(defaults.heartbeatEvery()).isEqualTo(Duration.ofSeconds(10));
        assertThat(defaults.offlineAfter()).isEqualTo(Duration.ofSeconds(60));
        assertThat(defaults.lastHeartbeatEvery()).isEqualTo(Duration.ofSeconds(30));
        assertThat(defaults.registrationTokenLife()).isEqualTo(Duration.ofHours(1));
        assertThat(defaults.tokenOverlap()).isEqualTo(Duration.ofHours(1));
        var set =
                read(
                        TendrilsConfig.class,
                        prefix,
                        Map.of(
                                "heartbeat-every", "1s",
                                "offline-after", "2s",
                                "last-heartbeat-every", "3s",
                                "registration-token-life", "4s"));
        assertThat(set.heartbeatEvery().plus(set.offlineAfter())).hasSeconds(3);
        assertThat(set.lastHeartbeatEvery().plus(set.registrationTokenLife())).hasSeconds(7);
        refused(TendrilsConfig.class, prefix, Map.of("offline-after", "soon"));
    }

    @Test
    void jobs() {
        String prefix = "vintner.trellis.jobs";
        var defaults = read(JobsConfig.class, prefix, Map.of());
        assertThat(defaults.lease()).isEqualTo(Duration.ofSeconds(60));
        assertThat(defaults.agentLostAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.attemptsMax()).isEqualTo(3);
        assertThat(defaults.queueAgeMax()).isEqualTo(Duration.ofHours(24));
        assertThat(defaults.claimWaitMax()).isEqualTo(Duration.ofSeconds(25));
        assertThat(defaults.claimRecheckEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(defaults.idempotencyKept()).isEqualTo(Duration.ofHours(24));
        assertThat(defaults.tokenGrace()).isEqualTo(Duration.ofHours(24));
        var set =
                read(
                        JobsConfig.class,
                        prefix,
                        Map.of(
                                "lease", "1s",
                                "agent-lost-after", "2s",
                                "attempts-max", "7",
                                "queue-age-max", "3s",
                                "claim-wait-max", "4s",
                                "claim-recheck-every", "5s",
                                "idempotency-kept", "6s",
                                "token-grace", "8s"));
        assertThat(set.lease().plus(set.agentLostAfter()).plus(set.queueAgeMax())).hasSeconds(6);
        assertThat(set.claimWaitMax().plus(set.claimRecheckEvery()).plus(set.idempotencyKept()))
                .hasSeconds(15);
        assertThat(set.attemptsMax()).isEqualTo(7);
        assertThat(set.tokenGrace()).hasSeconds(8);
        refused(JobsConfig.class, prefix, Map.of("attempts-max", "many"));
    }

    @Test
    void logs() {
        String prefix = "vintner.trellis.logs";
        var defaults = read(LogsConfig.class, prefix, Map.of());
        assertThat(defaults.chunkBytesMax()).isEqualTo(65_536);
        assertThat(defaults.chunksMax()).isEqualTo(64);
        assertThat(defaults.flushIntervalMin()).isEqualTo(Duration.ofMillis(250));
        assertThat(defaults.flushIntervalMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(defaults.appendsAtOnceMax()).isEqualTo(8);
        assertThat(defaults.pageRowsMax()).isEqualTo(1000);
        assertThat(defaults.pageBytesMax()).isEqualTo(4 << 20);
        var set =
                read(
                        LogsConfig.class,
                        prefix,
                        Map.of(
                                "chunk-bytes-max", "1",
                                "chunks-max", "2",
                                "flush-interval-min", "3s",
                                "flush-interval-max", "4s",
                                "appends-at-once-max", "5",
                                "page-rows-max", "6",
                                "page-bytes-max", "7"));
        assertThat(set.flushIntervalMin().plus(set.flushIntervalMax())).hasSeconds(7);
        assertThat(
                        set.chunkBytesMax()
                                + set.chunksMax()
                                + set.appendsAtOnceMax()
                                + set.pageRowsMax()
                                + set.pageBytesMax())
                .isEqualTo(21);
        refused(LogsConfig.class, prefix, Map.of("chunks-max", "few"));
    }

    @Test
    void web() {
        String prefix = "vintner.trellis.web";
        assertThat(read(WebConfig.class, prefix, Map.of()).bodyBytesMax().asLongValue())
                .isEqualTo(64L << 20);
        assertThat(
                        read(WebConfig.class, prefix, Map.of("body-bytes-max", "1M"))
                                .bodyBytesMax()
                                .asLongValue())
                .isEqualTo(1L << 20);
        refused(WebConfig.class, prefix, Map.of("body-bytes-max", "big"));
    }

    @Test
    void upkeep() {
        String prefix = "vintner.trellis.upkeep";
        var defaults = read(UpkeepConfig.class, prefix, Map.of());
        assertThat(defaults.every()).isEqualTo(Duration.ofSeconds(5));
        assertThat(defaults.calm()).isEqualTo(Duration.ofMinutes(2));
        assertThat(defaults.countEvery()).isEqualTo(Duration.ofSeconds(5));
        var set =
                read(
                        UpkeepConfig.class,
                        prefix,
                        Map.of("every", "1s", "calm", "2s", "count-every", "4s"));
        assertThat(set.every().plus(set.calm()).plus(set.countEvery())).hasSeconds(7);
        refused(UpkeepConfig.class, prefix, Map.of("every", "often"));
    }

    private static <T> T read(Class<T> mapping, String prefix, Map<String, String> keys) {
        var named = new java.util.HashMap<String, String>();
        keys.forEach((key, value) -> named.put(prefix + "." + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(mapping)
                .addDefaultInterceptors()
                .withConverter(
                        Duration.class,
                        300,
                        new io.quarkus.runtime.configuration.DurationConverter())
                .withConverter(MemorySize.class, 300, new MemorySizeConverter())
                .withSources(new PropertiesConfigSource(named, "test", 500))
                .build()
                .getConfigMapping(mapping);
    }

    private static void refused(Class<?> mapping, String prefix, Map<String, String> keys) {
        assertThatThrownBy(() -> read(mapping, prefix, keys)).isInstanceOf(RuntimeException.class);
    }
}
