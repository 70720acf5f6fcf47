package io.vintner.local.gateway;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a channel asks for, of tables of the schema {@code public}. */
final class Bindings {

    private Bindings() {}

    static Map<String, ?> of(String event, String table) {
        return Map.of("event", event, "schema", "public", "table", table);
    }

    /** The same with another member, or with that member another way. */
    static Map<String, ?> with(Map<String, ?> binding, String name, Object value) {
        Map<String, Object> other = new LinkedHashMap<>(binding);
        other.put(name, value);
        return other;
    }

    static Map<String, ?> all(String table) {
        return of("*", table);
    }

    /** With one member more, {@code filter} or {@code select}. */
    static Map<String, ?> all(String table, String name, Object value) {
        return with(all(table), name, value);
    }
}
