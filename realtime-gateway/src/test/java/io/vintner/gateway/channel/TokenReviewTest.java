package io.vintner.gateway.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.MemoryAudience;
import io.vintner.gateway.TestConfig;
import io.vintner.gateway.Tokens;
import io.vintner.gateway.match.ChangesRequest;
import io.vintner.gateway.match.SubscribeOutcome;
import io.vintner.gateway.token.Claims;
import io.vintner.gateway.token.KeyRing;
import io.vintner.gateway.token.TokenConfig;
import io.vintner.gateway.token.TokenRules;
import io.vintner.gateway.token.TokenVerifier;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class TokenReviewTest {

    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1000));
    private final TokenConfig config =
            TestConfig.of(TokenConfig.class, "vintner.gateway.token", Map.of());
    private final TokenVerifier tokens =
            new TokenVerifier(
                    KeyRing.of(config.jwks(), Optional.of(Tokens.SECRET), clock),
                    TokenRules.of(config, ""),
                    claims -> revoked.contains(String.valueOf(claims.subject())),
                    clock);

    /** Meanwhile the token of its subscriber is revoked, if a test says so. */
    private boolean revokesMeanwhile;

    private final MemoryAudience audience =
            new MemoryAudience() {
                @Override
                public SubscribeOutcome subscribe(ChangesRequest request, Claims claims) {
                    if (revokesMeanwhile) {
                        revoked.add(String.valueOf(claims.subject()));
                        registry.review(tokens::recheck);
                    }
                    return super.subscribe(request, claims);
                }
            };

    private final ChannelRegistry registry = new ChannelRegistry(audience);
    private final ChannelJoin joins = new ChannelJoin(tokens, audience, () -> true, registry);
    private final MemoryOutbox outbox = new MemoryOutbox();

    private static String token(String subject) {
        return Tokens.of(subject, Instant.ofEpochSecond(2000));
    }

    private Channel joined(String subject, MemoryOutbox of) {
        ChangesRequest vines = new ChangesRequest("*", "public", "vines", null, null);
        JoinRequest request =
                new JoinRequest(
                        new Topic("room"),
                        token(subject),
                        List.of(vines),
                        null,
                        false,
                        false,
                        false);
        return ((JoinOutcome.Joined) joins.join(request, of)).channel();
    }

    @Test
    void channelsOfARevokedTokenAreToldAndClosedAndNoOthers() {
        // Given
        MemoryOutbox other = new MemoryOutbox();
        joined("user-1", outbox);
        joined("user-2", other);

        // When
        revoked.add("user-1");
        registry.review(tokens::recheck);

        // Then
        assertThat(outbox.told()).endsWith("error: Token has been revoked", "closed");
        assertThat(other.told()).endsWith("ok: Subscribed to PostgreSQL");
        assertThat(audience.subscribers()).extracting(Claims::subject).containsExactly("user-2");
    }

    @Test
    void aTokenThatIsRevokedWhileItsChannelOpensDoesNotStay() {
        // Given
        revokesMeanwhile = true;

        // When
        Channel channel = joined("user-1", outbox);

        // Then
        assertThat(channel.isOpen()).isFalse();
        assertThat(outbox.told()).endsWith("error: Token has been revoked", "closed");
        assertThat(audience.subscribers()).isEmpty();
    }

    @Test
    void aTokenThatIsRevokedWhileItIsRenewedDoesNotStay() {
        // Given
        Channel channel = joined("user-1", outbox);
        revokesMeanwhile = true;

        // When
        joins.renew(channel, token("user-2"));

        // Then
        assertThat(channel.isOpen()).isFalse();
        assertThat(outbox.told()).endsWith("error: Token has been revoked", "closed");
        assertThat(audience.subscribers()).isEmpty();
    }
}
