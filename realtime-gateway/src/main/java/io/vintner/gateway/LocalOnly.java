package io.vintner.gateway;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What counts as this machine. */
final class LocalOnly {

    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private LocalOnly() {}

    /** Whether the gateway may listen there in the local profile. */
    static boolean isLoopback(String host) {
        return NAMES.contains(host.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether a request names this machine; a page elsewhere whose name was made to point here does
     * not.
     *
     * @param hostHeader with or without a port
     */
    static boolean isForThisMachine(@Nullable String hostHeader) {
        if (hostHeader == null) {
            return false;
        }
        int colon = hostHeader.lastIndexOf(':');
        boolean hasPort = colon > hostHeader.lastIndexOf(']');
        return isLoopback(hasPort ? hostHeader.substring(0, colon) : hostHeader);
    }
}
