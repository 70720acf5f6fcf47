package io.vintner.gateway.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the types of one catalog document together: parts first, then what is made of them. */
final class TypeReader {

    private final Map<Long, JsonNode> documents = new HashMap<>();
    private final Map<Long, PgType> types = new HashMap<>();

    TypeReader(JsonNode list) {
        list.forEach(type -> documents.put(type.path("oid").asLong(), type));
    }

    /** The type of that oid; a type cannot contain itself, so this ends. */
    PgType type(long oid) {
        PgType known = types.get(oid);
        if (known != null) {
            return known;
        }
        JsonNode document = documents.get(oid);
        PgType made =
                document == null ? new PgType.Scalar(oid, "", "unknown") : make(oid, document);
        types.put(oid, made);
        return made;
    }

    private PgType make(long oid, JsonNode document) {
        String schema = document.path("schema").asText();
        String name = document.path("name").asText();
        return switch (document.path("kind").asText()) {
            case "a" ->
                    new PgType.ArrayOf(
                            oid,
                            schema,
                            name,
                            type(document.path("element").asLong()),
                            document.path("delimiter").asText(",").charAt(0));
            case "c" -> new PgType.Composite(oid, schema, name, fields(document.path("fields")));
            case "r", "m" -> new PgType.Range(oid, schema, name);
            case "d" -> new PgType.Domain(oid, schema, name, type(document.path("base").asLong()));
            case "e" ->
                    new PgType.Enumerated(
                            oid, schema, name, CatalogReader.texts(document.path("labels")));
            default -> new PgType.Scalar(oid, schema, name);
        };
    }

    private List<PgType.Field> fields(JsonNode list) {
        List<PgType.Field> fields = new ArrayList<>();
        for (JsonNode field : list) {
            fields.add(
                    new PgType.Field(
                            field.path("name").asText(), type(field.path("type").asLong())));
        }
        return fields;
    }
}
