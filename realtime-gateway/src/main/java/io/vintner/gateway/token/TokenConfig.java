package io.vintner.gateway.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Which tokens are accepted. */
@ConfigMapping(prefix = "vintner.gateway.token")
public interface TokenConfig {

    /**
     * The secret that signs HS256, HS384 and HS512 tokens, at least 32 bytes; or {@link
     * #jwtSecretFile()}. It may be absent if there is a key set.
     */
    Optional<Secret<String>> jwtSecret();

    /** A file with that secret. */
    Optional<Path> jwtSecretFile();

    /** The database roles that a token may claim. */
    @WithDefault("anon,authenticated,service_role")
    Set<String> roles();

    /** How many verified tokens are remembered, so that each is verified only once. */
    @WithDefault("10000")
    int rememberedMax();

    /** Keys that tokens are signed with, by name. */
    Jwks jwks();

    /**
     * Keys that are no tokens and the role that each stands for: {@code sb_publishable_…=anon}, by
     * commas; or {@link #opaqueKeysFile()}.
     */
    Optional<Secret<String>> opaqueKeys();

    /** A file with them, one a line. */
    Optional<Path> opaqueKeysFile();

    /** Claims that every token must make so: a JSON object, for example {@code {"iss":"…"}}. */
    Optional<String> pinnedClaims();

    /** A JSON Web Key Set (RFC 7517): RSA, EC and Edwards keys, and secrets. */
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
         * What lies between two readings at least, however many tokens name a key that is not
         * known.
         */
        @WithDefault("10s")
        Duration pauseMin();

        /** How long one reading may take, and a token of an unknown key waits for it. */
        @WithDefault("3s")
        Duration readMax();

        /** How many tokens may wait for a reading; others are judged by the keys as they are. */
        @WithDefault("256")
        int waitersMax();

        /** A larger document is not read, in bytes. */
        @WithDefault("1048576")
        int bytesMax();

        /** A document with more keys is not read. */
        @WithDefault("100")
        int keysMax();
    }
}
