package io.vintner.relay.oracle;

import java.io.Serial;

/** The feed did what it must never do. */
final class BrokenPromise extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    BrokenPromise(String message) {
        super(message);
    }
}
