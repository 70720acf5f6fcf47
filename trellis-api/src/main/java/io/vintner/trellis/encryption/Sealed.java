package io.vintner.trellis.encryption;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Content as it is stored.
 *
 * @param keyId the key it is encrypted with; null: it is not, since it was stored by a version that
 *     did not encrypt
 * @param content a nonce of 12 bytes, the ciphertext, a tag of 16 bytes; or the clear bytes
 */
public record Sealed(@Nullable String keyId, Buffer content) {

    /** The key only. */
    @Override
    public String toString() {
        return "Sealed[" + keyId + "]";
    }
}
