package io.vintner.gateway.catalog;

import java.util.List;

/**
 * A type of a column, with all that is needed to read its text.
 *
 * <p>{@code name} is PostgreSQL's internal one, for instance {@code int8} or {@code _text}; {@code
 * oid} is unsigned.
 */
public sealed interface PgType {

    /** The schema of the types that are built in. */
    String BUILT_IN = "pg_catalog";

    long oid();

    String schema();

    String name();

    /** A type that is neither of the others: a base type or a pseudo type. */
    record Scalar(long oid, String schema, String name) implements PgType {

        /** Whether it is the built-in type of that name. */
        public boolean is(String builtIn) {
            return schema.equals(BUILT_IN) && name.equals(builtIn);
        }
    }

    /** A range or a multirange. */
    record Range(long oid, String schema, String name) implements PgType {}

    /**
     * An enum.
     *
     * @param labels in sort order
     */
    record Enumerated(long oid, String schema, String name, List<String> labels) implements PgType {
        public Enumerated {
            labels = List.copyOf(labels);
        }
    }

    record Domain(long oid, String schema, String name, PgType base) implements PgType {}

    record ArrayOf(long oid, String schema, String name, PgType element, char delimiter)
            implements PgType {}

    record Composite(long oid, String schema, String name, List<Field> fields) implements PgType {
        public Composite {
            fields = List.copyOf(fields);
        }
    }

    /** One attribute of a {@link Composite}. */
    record Field(String name, PgType type) {}

    /** The name as it stands in SQL, with its schema, quoted. */
    default String sqlName() {
        return quoted(schema()) + "." + quoted(name());
    }

    /** An identifier as it stands in SQL. */
    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** The type under all domains. */
    default PgType underlying() {
        PgType type = this;
        while (type instanceof Domain domain) {
            type = domain.base();
        }
        return type;
    }
}
