package io.vintner.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.config.Secret;
import io.vintner.gateway.changes.ChangeRouter;
import io.vintner.gateway.changes.RoutedChanges;
import io.vintner.gateway.channel.ChannelJoin;
import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.history.RecentChanges;
import io.vintner.gateway.intake.ChangeIntake;
import io.vintner.gateway.intake.FeedConfig;
import io.vintner.gateway.intake.FeedState;
import io.vintner.gateway.match.Audience;
import io.vintner.gateway.replay.Replays;
import io.vintner.gateway.resume.ResumeConfig;
import io.vintner.gateway.revocation.RevocationConfig;
import io.vintner.gateway.revocation.RevocationSecret;
import io.vintner.gateway.revocation.Revocations;
import io.vintner.gateway.socket.SocketConfig;
import io.vintner.gateway.token.KeyRing;
import io.vintner.gateway.token.TokenConfig;
import io.vintner.gateway.token.TokenRules;
import io.vintner.gateway.token.TokenVerifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes the parts that know nothing of containers, and gives each what it needs. */
class GatewayParts {

    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    KeyRing keys(StartCheck check, TokenConfig config, InstantSource clock) {
        check.keyAddress();
        return KeyRing.of(config.jwks(), check.jwtSecret(), clock);
    }

    @Produces
    @Singleton
    TokenVerifier tokens(
            KeyRing keys, TokenConfig config, Revocations revoked, InstantSource clock) {
        String opaqueKeys =
                config.opaqueKeysFile()
                        .map(SecretFile::read)
                        .or(() -> config.opaqueKeys().map(Secret::get))
                        .orElse("");
        return new TokenVerifier(keys, TokenRules.of(config, opaqueKeys), revoked, clock);
    }

    @Produces
    @Singleton
    Revocations revocations(MeterRegistry meters) {
        Revocations revocations = new Revocations();
        meters.gauge("vintner_gateway_revocations", revocations, Revocations::size);
        return revocations;
    }

    @Produces
    @Singleton
    RevocationSecret revocationSecret(RevocationConfig config) {
        return new RevocationSecret(
                config.secretFile()
                        .map(SecretFile::read)
                        .or(() -> config.secret().map(Secret::get)));
    }

    @Produces
    @Singleton
    ChannelRegistry channels(Audience audience) {
        return new ChannelRegistry(audience);
    }

    @Produces
    @Singleton
    RecentChanges recentChanges(ResumeConfig config, InstantSource clock) {
        return new RecentChanges(config.windowAgeMax(), config.windowBytesMax(), clock);
    }

    @Produces
    @Singleton
    Replays.Parts replayed(RecentChanges recent, Audience audience, ChannelRegistry channels) {
        return new Replays.Parts(recent, audience, channels);
    }

    @Produces
    @Singleton
    RoutedChanges routed(MeterRegistry meters, InstantSource clock) {
        RoutedChanges routed = new RoutedChanges(meters, clock);
        Gauge.builder(
                        "vintner_gateway_feed_behind_seconds",
                        routed,
                        changes -> changes.lag().toMillis() / 1_000.0)
                .register(meters);
        return routed;
    }

    @Produces
    @Singleton
    ChangeRouter changes(
            Audience audience,
            ChannelRegistry channels,
            RecentChanges recent,
            RoutedChanges routed) {
        return new ChangeRouter(audience, channels, recent, routed);
    }

    @Produces
    @Singleton
    ChangeIntake intake(FeedConfig config, ChangeRouter changes, MeterRegistry meters) {
        ChangeIntake intake =
                new ChangeIntake(config, feedSecret(config), RandomGenerator.getDefault(), changes);
        Gauge.builder(
                        "vintner_gateway_feed_connected",
                        intake,
                        reading -> reading.state() == FeedState.CONNECTED ? 1 : 0)
                .register(meters);
        return intake;
    }

    @Produces
    @Singleton
    ChannelJoin joins(
            TokenVerifier tokens,
            Audience audience,
            ChangeIntake intake,
            SocketConfig config,
            ChannelRegistry channels) {
        return new ChannelJoin(
                tokens, audience, () -> intake.awaitPosition(config.feedWaitMax()), channels);
    }

    private static Supplier<String> feedSecret(FeedConfig config) {
        return () ->
                config.secretFile()
                        .map(SecretFile::read)
                        .or(() -> config.secret().map(Secret::get))
                        .orElse("");
    }
}
