package io.vintner.gateway;

import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.revocation.Revocations;
import io.vintner.gateway.revocation.SharedRevocations;
import io.vintner.gateway.token.KeyRing;
import io.vintner.gateway.token.TokenVerifier;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Keeps what tokens are judged by up to date, and lets it reach the channels that are open: keys
 * that are no longer trusted, tokens that were revoked.
 */
@ApplicationScoped
class TokenLife {

    private final KeyRing keys;
    private final TokenVerifier tokens;
    private final Revocations revocations;
    private final SharedRevocations shared;
    private final ChannelRegistry channels;

    TokenLife(
            KeyRing keys,
            TokenVerifier tokens,
            Revocations revocations,
            SharedRevocations shared,
            ChannelRegistry channels) {
        this.keys = keys;
        this.tokens = tokens;
        this.revocations = revocations;
        this.shared = shared;
        this.channels = channels;
    }

    /** Reads keys and revocations before the first client comes. */
    void start() {
        Runnable review = () -> channels.review(tokens::recheck);
        keys.onChange(review);
        revocations.onChange(review);
        keys.readFirst();
        shared.start();
    }

    void tick() {
        keys.tick();
    }
}
