package io.vintner.trellis.encryption;

/**
 * Stored content cannot be decrypted: its key is not configured, or it is not what was stored in
 * this row. Only an operator can help.
 */
public final class SealBrokenException extends RuntimeException {

    SealBrokenException(String message) {
        super(message);
    }

    SealBrokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
