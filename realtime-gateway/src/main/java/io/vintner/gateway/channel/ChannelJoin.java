package io.vintner.gateway.channel;

import io.vintner.gateway.match.Audience;
import io.vintner.gateway.token.Claims;
import io.vintner.gateway.token.TokenVerifier;
import io.vintner.gateway.token.Verification;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Admits one socket to one topic, or says why not; gives a joined channel another token. Holds no
 * socket and writes no frame. May wait for PostgreSQL and for the change feed.
 */
public final class ChannelJoin {

    private final TokenVerifier tokens;
    private final Audience audience;
    private final ChangesReady changes;
    private final ChannelRegistry registry;

    public ChannelJoin(
            TokenVerifier tokens,
            Audience audience,
            ChangesReady changes,
            ChannelRegistry registry) {
        this.tokens = tokens;
        this.audience = audience;
        this.changes = changes;
        this.registry = registry;
    }

    /**
     * Joins. When it returns {@link JoinOutcome.Joined} all wishes are live, or {@code outbox} has
     * been told why none is.
     */
    public JoinOutcome join(JoinRequest request, Outbox outbox) {
        return join(request, outbox, null);
    }

    /**
     * Joins as {@link #join(JoinRequest, Outbox)} does.
     *
     * @param resumer whose channel it is; null for a client that cannot resume
     */
    public JoinOutcome join(JoinRequest request, Outbox outbox, @Nullable Resumer resumer) {
        if (request.privateChannel()) {
            return new JoinOutcome.Refused(Refusal.PRIVATE_CHANNELS);
        }
        if (request.replay()) {
            return new JoinOutcome.Refused(Refusal.REPLAY_OF_PUBLIC_CHANNEL);
        }
        return switch (tokens.verify(request.token())) {
            case Verification.Rejected rejected -> new JoinOutcome.Refused(Refusal.of(rejected));
            case Verification.Accepted(Claims claims) -> admit(request, claims, outbox, resumer);
        };
    }

    private JoinOutcome admit(
            JoinRequest request, Claims claims, Outbox outbox, @Nullable Resumer resumer) {
        if (!request.wishes().isEmpty() && !changes.await()) {
            return new JoinOutcome.Refused(Refusal.CHANGES_NOT_CONNECTED);
        }
        String problem = request.problem();
        Subscribing subscribing =
                problem == null
                        ? Subscribing.to(request.wishes(), claims, audience)
                        : Subscribing.refused(problem);
        return switch (subscribing) {
            case Subscribing.Unavailable _ ->
                    new JoinOutcome.Refused(Refusal.CHANGES_NOT_CONNECTED);
            case Subscribing.Decided decided -> {
                String refusal = decided.refusal();
                yield request.waits() && refusal != null
                        ? new JoinOutcome.Refused(Refusal.notSubscribed(refusal))
                        : open(channel(request, claims, outbox, decided), decided.news(), resumer);
            }
        };
    }

    private static Channel channel(
            JoinRequest request, Claims claims, Outbox outbox, Subscribing.Decided decided) {
        return new Channel(
                request.topic(), outbox, request.wishes(), claims, decided.subscriptions());
    }

    private JoinOutcome open(Channel channel, List<SystemMessage> news, @Nullable Resumer resumer) {
        boolean open;
        if (resumer == null) {
            open = registry.open(channel, news, null);
        } else if (channel.subscriptions().isEmpty()) {
            List<SystemMessage> withAnswer = new ArrayList<>(news);
            withAnswer.add(SystemMessage.FETCH);
            open = registry.open(channel, withAnswer, null);
        } else {
            open = openFrom(channel, news, resumer);
        }
        if (!open) {
            return new JoinOutcome.Refused(Refusal.CHANGES_NOT_CONNECTED);
        }
        // What was revoked since the token was verified was looked for before this channel was
        // there, or finds it now.
        registry.review(channel, tokens::recheck);
        return new JoinOutcome.Joined(channel);
    }

    private boolean openFrom(Channel channel, List<SystemMessage> news, Resumer resumer) {
        boolean open = false;
        try {
            Resumer.Start start = resumer.begin(channel);
            if (start != null) {
                List<SystemMessage> withAnswer = new ArrayList<>(news);
                if (!start.resumed()) {
                    withAnswer.add(SystemMessage.FETCH);
                }
                open = registry.open(channel, withAnswer, start);
            }
        } finally {
            if (!open) {
                registry.abandon(channel);
            }
        }
        if (open) {
            resumer.opened(channel);
        }
        return open;
    }

    /**
     * Gives a channel another token: it goes on as the token's bearer, without missing or repeating
     * a change, or is closed if the token cannot be used.
     */
    public void renew(Channel channel, String token) {
        switch (tokens.verify(token)) {
            case Verification.Rejected rejected ->
                    registry.end(channel, new Ending.ClosedFor(rejected.message()));
            case Verification.Accepted(Claims claims) -> {
                if (!claims.equals(channel.claims())) {
                    take(channel, claims);
                }
            }
        }
    }

    private void take(Channel channel, Claims claims) {
        switch (Subscribing.to(channel.wishes(), claims, audience)) {
            case Subscribing.Unavailable _ ->
                    registry.end(channel, new Ending.Failed(SystemMessage.NOT_RENEWED));
            case Subscribing.Decided decided -> {
                registry.exchange(channel, decided.subscriptions(), claims);
                decided.news().forEach(channel::tell);
                registry.review(channel, tokens::recheck);
            }
        }
    }
}
