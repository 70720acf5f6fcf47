package io.vintner.gateway.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends.
 *
 * <p>References are the client's own and are echoed as they came; null when it sent none.
 */
public sealed interface InFrame {

    /** The reference of the join that the frame belongs to. */
    @Nullable String joinRef();

    /** The reference by which the client knows the answer. */
    @Nullable String ref();

    /** Whom it is for: {@code phoenix}, or a channel's topic with its prefix. */
    String topic();

    /** An event with a JSON payload. */
    record Push(
            @Nullable String joinRef,
            @Nullable String ref,
            String topic,
            String event,
            JsonNode payload)
            implements InFrame {}

    /**
     * A broadcast in binary form (kind 3).
     *
     * @param event the user's own
     * @param metadata JSON; empty when there is none
     * @param payload in that encoding
     */
    record Broadcast(
            @Nullable String joinRef,
            @Nullable String ref,
            String topic,
            String event,
            ByteBuffer metadata,
            PayloadEncoding encoding,
            ByteBuffer payload)
            implements InFrame {}
}
