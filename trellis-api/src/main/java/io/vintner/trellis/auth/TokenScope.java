package io.vintner.trellis.auth;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What a user's API token may be good for. */
public enum TokenScope {
    /** Every call that only reads. */
    READ,
    /** Every call of a user, save those on tokens. */
    WRITE,
    /** Reading a vine's Terraform state. */
    STATE_READ,
    /** Locking and writing it, and reading it. */
    STATE_WRITE;

    /** Its name on the wire, for instance {@code state:read}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    /** Reads a name of the wire. */
    @JsonCreator
    public static TokenScope of(String word) {
        return Arrays.stream(values())
                .filter(scope -> scope.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such scope"));
    }

    /** Whether a token of this scope may also do what needs {@code needed}. */
    boolean covers(TokenScope needed) {
        return this == needed
                || (this == WRITE && needed == READ)
                || (this == STATE_WRITE && needed == STATE_READ);
    }
}
