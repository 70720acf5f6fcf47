package io.vintner.trellis.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vintner.trellis.database.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How users' tokens are checked. */
@ConfigMapping(prefix = "vintner.trellis.token")
public interface TokenConfig {

    /** The secret published with Supabase's local stack; refused outside the local profile. */
    String PUBLISHED_SECRET = "super-secret-jwt-token-with-at-least-32-characters-long";

    /**
     * The secret of HS256, HS384 and HS512 that the gateway knows too; at least 32 bytes. It may be
     * absent if there is a key set.
     */
    Optional<Secret> jwtSecret();

    /** Keys that tokens are signed with, by name: a JSON Web Key Set (RFC 7517). */
    Jwks jwks();

    /** Claims that every token must make so: a JSON object, for example {@code {"iss":"…"}}. */
    Optional<String> pinnedClaims();

    /** How long a token of the local sign-in is valid. */
    @WithDefault("12h")
    Duration localLife();

    /** Key sets; a file's keys come first. */
    interface Jwks {

        /** A file with one. */
        Optional<Path> file();

        /** Where one is published; {@code https}, or {@code http} on this machine. */
        Optional<URI> url();

        /** Permits {@code http} to other machines: whoever can change the answer can sign. */
        @WithDefault("false")
        boolean insecure();

        /** After how long it is read again. */
        @WithDefault("10m")
        Duration interval();

        /**
         * It is also read when a token names a key that is not known, but at most twice in this
         * time.
         */
        @WithDefault("10s")
        Duration pauseMin();

        /** How long one reading may take, and a token of an unknown key waits for it. */
        @WithDefault("3s")
        Duration readMax();

        /** A larger document is not read, in bytes. */
        @WithDefault("1048576")
        int bytesMax();

        /** A document with more keys is not read. */
        @WithDefault("100")
        int keysMax();
    }
}
