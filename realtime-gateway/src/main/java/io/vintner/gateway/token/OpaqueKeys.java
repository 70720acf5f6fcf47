package io.vintner.gateway.token;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are no tokens ({@code sb_publishable_…}, {@code sb_secret_…}), each standing for one
 * role, for ever. Holds only their digests.
 */
final class OpaqueKeys {

    /** What such keys begin with. */
    static final String PREFIX = "sb_";

    /** The mark of claims that come from such a key. */
    static final String MARK = "opaque";

    private static final int LENGTH_LEAST = 20;

    private final Map<String, Claims> byDigest;

    private OpaqueKeys(Map<String, Claims> byDigest) {
        this.byDigest = Map.copyOf(byDigest);
    }

    static OpaqueKeys none() {
        return new OpaqueKeys(Map.of());
    }

    /**
     * Reads {@code key=role}, one after the other, by commas or lines.
     *
     * @param roles that keys may stand for
     * @throws IllegalArgumentException if one is no such pair; the message does not hold the key
     */
    static OpaqueKeys parse(String pairs, Set<String> roles) {
        Map<String, Claims> keys = new HashMap<>();
        int number = 0;
        for (String pair : pairs.split("[,\\n]", -1)) {
            if (pair.isBlank()) {
                continue;
            }
            number++;
            int equals = pair.lastIndexOf('=');
            String key = equals < 0 ? "" : pair.substring(0, equals).strip();
            String role = pair.substring(equals + 1).strip();
            if (!key.startsWith(PREFIX) || key.length() < LENGTH_LEAST) {
                throw new IllegalArgumentException(
                        "opaque key %d: expected sb_…=role with a key of at least %d characters"
                                .formatted(number, LENGTH_LEAST));
            }
            if (!roles.contains(role)) {
                throw new IllegalArgumentException(
                        "opaque key %d: its role is none that tokens may claim".formatted(number));
            }
            keys.put(TokenDigest.of(key), claims(role));
        }
        return new OpaqueKeys(keys);
    }

    private static Claims claims(String role) {
        return new Claims(
                role,
                null,
                "{\"role\":\"" + role + "\"}",
                Instant.MAX,
                new Claims.Proof(MARK, null, null));
    }

    /** What such a key allows; null if it is not known. */
    @Nullable Claims find(String key) {
        return key.startsWith(PREFIX) ? byDigest.get(TokenDigest.of(key)) : null;
    }
}
