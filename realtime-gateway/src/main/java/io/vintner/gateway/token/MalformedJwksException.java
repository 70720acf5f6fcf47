package io.vintner.gateway.token;

import java.io.Serial;

/** A document is no JSON Web Key Set. The message says what is wrong, never what it holds. */
final class MalformedJwksException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    MalformedJwksException(String message) {
        super(message);
    }
}
