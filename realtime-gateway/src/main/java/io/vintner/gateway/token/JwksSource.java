package io.vintner.gateway.token;

/** Where a key set is kept. Reading may take time: never on an event loop. */
interface JwksSource {

    /** What it is called in the log: no secret. */
    String name();

    /**
     * The document as it is now.
     *
     * @throws JwksUnavailableException if it cannot be read, or is too large
     */
    String read() throws JwksUnavailableException;
}
