package io.vintner.gateway.token;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys whose signatures are trusted at one moment. A token names a key and an algorithm; it
 * gets that key only if the key is bound to that algorithm, so that a public key can never serve as
 * a secret. Immutable.
 */
public final class SigningKeys {

    private final @Nullable TrustedKey secret;
    private final Map<String, List<TrustedKey>> byId;
    private final Set<String> marks;

    private SigningKeys(@Nullable TrustedKey secret, List<TrustedKey> named) {
        Map<String, List<TrustedKey>> index = new HashMap<>();
        Set<String> all = new HashSet<>();
        for (TrustedKey key : named) {
            if (key.id() != null) {
                index.computeIfAbsent(key.id(), _ -> new ArrayList<>(1)).add(key);
                all.add(key.mark());
            }
        }
        if (secret != null) {
            all.add(secret.mark());
        }
        this.secret = secret;
        this.byId = Map.copyOf(index);
        this.marks = Set.copyOf(all);
    }

    /**
     * One shared secret, for HS256, HS384 and HS512.
     *
     * @throws IllegalArgumentException if it is shorter than 32 bytes
     */
    public static SigningKeys sharedSecret(byte[] secret) {
        return new SigningKeys(TrustedKey.sharedSecret(secret), List.of());
    }

    /**
     * A shared secret, if there is one, and keys with names. Of two with the same name and an
     * algorithm in common the first is used.
     */
    static SigningKeys of(@Nullable TrustedKey secret, List<TrustedKey> named) {
        return new SigningKeys(secret, named);
    }

    /**
     * The key that a signature must be of; null if nobody may sign so.
     *
     * @param algorithm that the token names
     * @param keyId that the token names, if it does; where no key of that name fits, the shared
     *     secret serves
     */
    @Nullable TrustedKey find(String algorithm, @Nullable String keyId) {
        if (keyId != null) {
            for (TrustedKey key : byId.getOrDefault(keyId, List.of())) {
                if (key.algorithms().contains(algorithm)) {
                    return key;
                }
            }
        }
        return secret != null && secret.algorithms().contains(algorithm) ? secret : null;
    }

    /** Whether the key of that mark is still among them. */
    boolean trusts(String mark) {
        return marks.contains(mark);
    }

    /** Whether there is a key of that name, for whatever algorithm. */
    boolean knows(String keyId) {
        return byId.containsKey(keyId);
    }

    /** How many keys there are. */
    public int size() {
        return marks.size();
    }

    /** Whether these are the same keys. */
    boolean sameAs(SigningKeys others) {
        return marks.equals(others.marks);
    }
}
