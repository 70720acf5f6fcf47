package io.vintner.gateway.revocation;

import io.vintner.gateway.token.Claims;
import io.vintner.gateway.token.RevokedTokens;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The revocations that this gateway knows, in memory: asked about every token. Thread-safe; never
 * waits.
 */
public final class Revocations implements RevokedTokens {

    private final Map<String, Revocation.OfToken> byToken = new ConcurrentHashMap<>();
    private final Map<String, Revocation.OfSubject> bySubject = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Calls {@code listener} whenever more tokens are revoked, on the thread that revoked them. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public boolean cover(Claims claims) {
        String id = claims.proof().tokenId();
        String subject = claims.subject();
        if (id != null && byToken.containsKey(id)) {
            return true;
        }
        Revocation.OfSubject revocation = subject == null ? null : bySubject.get(subject);
        return revocation != null && isBefore(claims.proof().issuedAt(), revocation.issuedBefore());
    }

    private static boolean isBefore(@Nullable Instant issuedAt, Instant moment) {
        return issuedAt == null || issuedAt.isBefore(moment);
    }

    /** How many there are. */
    public int size() {
        return byToken.size() + bySubject.size();
    }

    /**
     * From now on these tokens are refused; of two revocations of the same tokens the later moments
     * count.
     */
    void add(List<Revocation> more) {
        for (Revocation revocation : more) {
            switch (revocation) {
                case Revocation.OfToken token ->
                        byToken.merge(token.id(), token, Revocations::later);
                case Revocation.OfSubject subject ->
                        bySubject.merge(subject.subject(), subject, Revocations::later);
            }
        }
        if (!more.isEmpty()) {
            listeners.forEach(Runnable::run);
        }
    }

    /** Forgets those whose tokens have all expired. */
    void forgetExpired(Instant now) {
        byToken.values().removeIf(one -> !one.expiresAt().isAfter(now));
        bySubject.values().removeIf(one -> !one.expiresAt().isAfter(now));
    }

    private static Revocation.OfToken later(Revocation.OfToken one, Revocation.OfToken other) {
        return one.expiresAt().isBefore(other.expiresAt()) ? other : one;
    }

    private static Revocation.OfSubject later(
            Revocation.OfSubject one, Revocation.OfSubject other) {
        return new Revocation.OfSubject(
                one.subject(),
                max(one.issuedBefore(), other.issuedBefore()),
                max(one.expiresAt(), other.expiresAt()));
    }

    private static Instant max(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
