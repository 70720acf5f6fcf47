package io.vintner.trellis.jobs;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The header that guards a body against damage.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9530">RFC 9530, Content-Digest</a>
 */
final class ContentDigest {

    static final String HEADER = "Content-Digest";

    private static final String BEFORE = "sha-256=:";
    private static final String AFTER = ":";

    private ContentDigest() {}

    /**
     * The header's value.
     *
     * @param hex SHA-256 of the body, in hexadecimal digits
     */
    static String of(String hex) {
        return BEFORE + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)) + AFTER;
    }

    /** The bytes that a header tells; empty if it is none of SHA-256. */
    static Optional<byte[]> read(@Nullable String header) {
        if (header == null || !header.startsWith(BEFORE) || !header.endsWith(AFTER)) {
            return Optional.empty();
        }
        int end = Math.max(BEFORE.length(), header.length() - 1);
        try {
            return Optional.of(Base64.getDecoder().decode(header.substring(BEFORE.length(), end)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
