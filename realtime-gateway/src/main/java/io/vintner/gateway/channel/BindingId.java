package io.vintner.gateway.channel;

import io.vintner.gateway.match.ChangesRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/**
 * The number by which a client knows its binding in a change. Derived from what was asked for, so
 * that equal bindings have equal numbers on every socket and every gateway, and their frames are
 * the same bytes. Below 2^53, which JavaScript counts exactly.
 */
final class BindingId {

    private static final int BITS = 52;

    private BindingId() {}

    static long of(ChangesRequest request) {
        // Lengths stand before the parts, so that no two requests run together.
        StringBuilder text = new StringBuilder(128);
        append(text, request.event());
        append(text, request.schema());
        append(text, request.table());
        append(text, request.filter());
        if (request.select() != null) {
            request.select().forEach(column -> append(text, column));
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong() >>> (Long.SIZE - BITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static void append(StringBuilder text, @org.jspecify.annotations.Nullable String part) {
        text.append(part == null ? -1 : part.length()).append(':');
        text.append(Objects.requireNonNullElse(part, ""));
    }
}
