package io.vintner.gateway.protocol;

/** How the payload of a binary frame is to be read. */
public enum PayloadEncoding {
    /** Bytes without a meaning to the gateway. */
    RAW,
    /** A JSON text, UTF-8. */
    JSON
}
