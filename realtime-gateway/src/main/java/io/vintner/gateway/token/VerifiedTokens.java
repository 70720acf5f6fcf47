package io.vintner.gateway.token;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claims of tokens that were verified before, by the SHA-256 of the token; the least recently
 * used go first. Holds no token. Thread-safe.
 *
 * <p>It remembers only that a signature was right. Whoever asks still looks at what can change
 * since: the key's being trusted, the token's being revoked, the time.
 */
final class VerifiedTokens {

    private final Map<String, Claims> byDigest;

    VerifiedTokens(int max) {
        byDigest =
                new LinkedHashMap<>(16, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Claims> eldest) {
                        return size() > max;
                    }
                };
    }

    @Nullable Claims find(String digest) {
        synchronized (byDigest) {
            return byDigest.get(digest);
        }
    }

    void remember(String digest, Claims claims) {
        synchronized (byDigest) {
            byDigest.put(digest, claims);
        }
    }

    /** What was found can no longer be relied on. */
    void forget(String digest) {
        synchronized (byDigest) {
            byDigest.remove(digest);
        }
    }
}
