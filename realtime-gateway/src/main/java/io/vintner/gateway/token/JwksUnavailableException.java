package io.vintner.gateway.token;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A key set could not be read where it should be. To be tried again. */
final class JwksUnavailableException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    JwksUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
