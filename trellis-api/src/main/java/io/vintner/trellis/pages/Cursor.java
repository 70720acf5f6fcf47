package io.vintner.trellis.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vintner.trellis.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A place in a list: the values that its last row so far is sorted by. Opaque to callers, who may
 * send anything: it is checked when it is read.
 */
public record Cursor(List<String> keys) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Cursor {
        keys = List.copyOf(keys);
    }

    /** What a key is. */
    public enum Kind {
        TEXT,
        ID,
        TIME;

        private void check(String key) {
            switch (this) {
                case ID -> UUID.fromString(key);
                case TIME -> OffsetDateTime.parse(key);
                case TEXT -> {
                    if (key.indexOf('\0') >= 0) {
                        throw new IllegalArgumentException("no text of PostgreSQL's");
                    }
                }
            }
        }
    }

    /** The place of a row by those values, in the order of the list. */
    public static Cursor of(Object... keys) {
        return new Cursor(Stream.of(keys).map(Object::toString).toList());
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws ProblemException if it is not a cursor with keys of those kinds
     */
    public static Cursor read(String text, Kind... kinds) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(text);
            String[] keys =
                    JSON.readValue(new String(json, StandardCharsets.UTF_8), String[].class);
            if (keys != null && keys.length == kinds.length) {
                for (int i = 0; i < keys.length; i++) {
                    kinds[i].check(String.valueOf(keys[i]));
                }
                return of((Object[]) keys);
            }
        } catch (JsonProcessingException
                | IllegalArgumentException
                | NullPointerException
                | DateTimeException _) {
            // told below
        }
        throw ProblemException.invalid("cursor", "is not one that this list has answered");
    }

    /** As callers get it. */
    public String text() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(JSON.writeValueAsBytes(keys));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A key that is a text. */
    public String text(int key) {
        return keys.get(key);
    }

    /** A key that is an id. */
    public UUID id(int key) {
        return UUID.fromString(keys.get(key));
    }

    /** A key that is a time. */
    public OffsetDateTime time(int key) {
        return OffsetDateTime.parse(keys.get(key));
    }
}
