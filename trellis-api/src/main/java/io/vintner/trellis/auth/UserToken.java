package io.vintner.trellis.auth;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A user's API token: {@code vtu_}, its id, and what only its holder knows. The id is no secret; by
 * it the hash is found that the whole token is compared with.
 */
public record UserToken(UUID id, OpaqueToken token) {

    private static final String PREFIX = "vtu_";
    private static final Pattern FORM = Pattern.compile("vtu_([0-9a-f]{32})_[A-Za-z0-9_-]{43}");

    /** A new one of that id. */
    public static UserToken create(UUID id) {
        HexFormat hex = HexFormat.of();
        String digits =
                hex.toHexDigits(id.getMostSignificantBits())
                        + hex.toHexDigits(id.getLeastSignificantBits());
        return new UserToken(id, OpaqueToken.create(PREFIX + digits));
    }

    /** Whether a text claims to be one. */
    static boolean isOne(String text) {
        return text.startsWith(PREFIX);
    }

    /** Empty when the text is none by its form. */
    static Optional<UserToken> read(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String digits = matcher.group(1);
        return Optional.of(
                new UserToken(
                        new UUID(
                                HexFormat.fromHexDigitsToLong(digits, 0, 16),
                                HexFormat.fromHexDigitsToLong(digits, 16, 32)),
                        new OpaqueToken(text)));
    }
}
