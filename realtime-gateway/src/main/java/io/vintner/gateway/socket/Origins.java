package io.vintner.gateway.socket;

import io.vintner.gateway.Profile;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may connect. A token is the only credential, so a foreign page can do nothing without
 * one; still no page is let in that the operator has not named.
 */
final class Origins {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> allowed;
    private final Profile profile;

    Origins(Set<String> allowed, Profile profile) {
        this.allowed = Set.copyOf(allowed);
        this.profile = profile;
    }

    /**
     * Whether a client may connect.
     *
     * @param origin the header; null for clients that are no browsers
     */
    boolean allow(@Nullable String origin) {
        if (origin == null || allowed.contains("*") || allowed.contains(origin)) {
            return true;
        }
        return allowed.isEmpty() && profile == Profile.LOCAL && isLoopback(origin);
    }

    private static boolean isLoopback(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host != null && LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException noOrigin) {
            return false;
        }
    }
}
