package io.vintner.gateway.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client is sent. Payloads are JSON objects, never null: the stock client breaks on any
 * other.
 */
public sealed interface OutFrame {

    /** The channel's topic with its prefix, or {@code phoenix}. */
    String topic();

    /** An answer ({@code phx_reply}). */
    record Reply(
            @Nullable String joinRef,
            @Nullable String ref,
            String topic,
            Status status,
            ObjectNode response)
            implements OutFrame {

        /** Whether what was asked for was done. */
        public enum Status {
            OK,
            ERROR;

            String wireName() {
                return this == OK ? "ok" : "error";
            }
        }
    }

    /** An event that nobody asked for by a reference. */
    record Push(
            @Nullable String joinRef,
            @Nullable String ref,
            String topic,
            String event,
            JsonNode payload)
            implements OutFrame {}

    /**
     * A change ({@code postgres_changes}).
     *
     * @param ids of the channel's bindings that it matches
     * @param data the {@code data} object as UTF-8 JSON, from its first byte to its last
     */
    record Changes(String topic, List<Long> ids, ByteBuffer data) implements OutFrame {

        public Changes {
            ids = List.copyOf(ids);
        }
    }

    /**
     * A user's broadcast (kind 4 in version 2.0.0).
     *
     * @param event the user's own; topic, event and metadata are at most 255 bytes each
     * @param metadata JSON object; empty when there is none
     */
    record Broadcast(
            String topic,
            String event,
            ByteBuffer metadata,
            PayloadEncoding encoding,
            ByteBuffer payload)
            implements OutFrame {}
}
