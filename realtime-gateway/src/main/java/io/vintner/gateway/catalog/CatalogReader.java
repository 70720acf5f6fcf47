package io.vintner.gateway.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vintner.gateway.catalog.PublishedTable.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns the document of {@link CatalogSql} into a {@link Catalog}. Stateless. */
final class CatalogReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private CatalogReader() {}

    /**
     * @throws UnsafeRoleException if the gateway's role would see every row of every user
     */
    static Catalog read(String document, String fingerprint) throws UnsafeRoleException {
        JsonNode root;
        try {
            root = JSON.readTree(document);
        } catch (JsonProcessingException ours) {
            throw new IllegalStateException("the catalog's own document cannot be read", ours);
        }
        if (root.path("unsafe").asBoolean(true)) {
            throw new UnsafeRoleException();
        }
        TypeReader types = new TypeReader(root.path("types"));
        Map<Long, PublishedTable> tables = new HashMap<>();
        for (JsonNode table : root.path("tables")) {
            PublishedTable read = table(table, types);
            tables.put(read.oid(), read);
        }
        Map<String, String> bodies = new HashMap<>();
        Map<String, Set<String>> callers = new HashMap<>();
        for (JsonNode function : root.path("functions")) {
            String name = function.path("name").asText();
            bodies.put(name, function.path("body").asText());
            for (String role : texts(function.path("callers"))) {
                callers.computeIfAbsent(role, _ -> new HashSet<>()).add(name);
            }
        }
        return new Catalog(fingerprint, tables, bodies, callers);
    }

    private static PublishedTable table(JsonNode table, TypeReader types) {
        List<TableColumn> columns = new ArrayList<>();
        for (JsonNode column : table.path("columns")) {
            columns.add(
                    new TableColumn(
                            column.path("name").asText(),
                            types.type(column.path("type").asLong()),
                            column.path("primary").asBoolean(),
                            column.path("identity").asBoolean(),
                            TableColumn.Collation.valueOf(column.path("collation").asText()),
                            column.path("collationName").textValue(),
                            column.path("published").asBoolean()));
        }
        Map<String, TableAccess> access = new HashMap<>();
        for (JsonNode role : table.path("access")) {
            access.put(role.path("role").asText(), access(role));
        }
        return new PublishedTable(
                table.path("oid").asLong(),
                table.path("schema").asText(),
                table.path("name").asText(),
                table.path("rowSecurity").asBoolean(),
                kinds(table),
                columns,
                access,
                oids(table.path("partitions")));
    }

    private static Set<Long> oids(JsonNode array) {
        Set<Long> oids = new HashSet<>();
        array.forEach(oid -> oids.add(oid.asLong()));
        return oids;
    }

    private static TableAccess access(JsonNode role) {
        List<DeclaredPolicy> policies = new ArrayList<>();
        for (JsonNode policy : role.path("policies")) {
            policies.add(
                    new DeclaredPolicy(
                            policy.path("name").asText(),
                            policy.path("permissive").asBoolean(),
                            policy.path("using").asText()));
        }
        return new TableAccess(
                Set.copyOf(texts(role.path("columns"))), role.path("exempt").asBoolean(), policies);
    }

    private static Set<Kind> kinds(JsonNode table) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        if (table.path("inserts").asBoolean()) {
            kinds.add(Kind.INSERT);
        }
        if (table.path("updates").asBoolean()) {
            kinds.add(Kind.UPDATE);
        }
        if (table.path("deletes").asBoolean()) {
            kinds.add(Kind.DELETE);
        }
        return kinds;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
