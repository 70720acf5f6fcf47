package io.vintner.trellis.encryption;

import org.jspecify.annotations.Nullable;

/**
 * Stored content cannot be decrypted: its key is not configured, or it is not what was stored in
 * this row. Only an operator can help.
 */
public final class SealBrokenException extends RuntimeException {

    private final boolean altered;

    private SealBrokenException(String message, boolean altered, @Nullable Throwable cause) {
        super(message, cause);
        this.altered = altered;
    }

    /** Nothing is known of the content: there is no key for it. */
    static SealBrokenException withoutKey(String message) {
        return new SealBrokenException(message, false, null);
    }

    /** The content is not what was stored in its row. */
    static SealBrokenException altered(String message, @Nullable Throwable cause) {
        return new SealBrokenException(message, true, cause);
    }

    /** Whether the content is not what was stored in its row, rather than its key missing. */
    public boolean altered() {
        return altered;
    }
}
