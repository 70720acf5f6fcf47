package io.vintner.gateway.revocation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What those must present who revoke tokens. Compared in constant time, never printed. */
public final class RevocationSecret {

    private static final int CHARACTERS_LEAST = 32;
    private static final String SCHEME = "Bearer ";

    private final byte @Nullable [] secret;

    /**
     * @param text absent if nobody may revoke
     * @throws IllegalArgumentException if it is shorter than 32 characters
     */
    public RevocationSecret(Optional<String> text) {
        if (text.isPresent() && text.get().length() < CHARACTERS_LEAST) {
            throw new IllegalArgumentException(
                    "vintner.gateway.revocation.secret has at least %d characters"
                            .formatted(CHARACTERS_LEAST));
        }
        secret = text.map(one -> one.getBytes(StandardCharsets.UTF_8)).orElse(null);
    }

    /** Whether nobody may revoke. */
    boolean isEmpty() {
        return secret == null;
    }

    /** Whether an {@code Authorization} header presents the secret. */
    boolean isPresentedBy(@Nullable String authorization) {
        if (secret == null
                || authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] presented =
                authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(secret, presented);
    }

    @Override
    public String toString() {
        return "***";
    }
}
