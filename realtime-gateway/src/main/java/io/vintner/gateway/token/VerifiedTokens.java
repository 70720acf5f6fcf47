package io.vintner.gateway.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claims of tokens that were verified before, by the SHA-256 of the token; the least recently
 * used go first. Holds no token. Thread-safe.
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

    @Nullable Claims find(String token) {
        String digest = digest(token);
        synchronized (byDigest) {
            return byDigest.get(digest);
        }
    }

    void remember(String token, Claims claims) {
        String digest = digest(token);
        synchronized (byDigest) {
            byDigest.put(digest, claims);
        }
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
