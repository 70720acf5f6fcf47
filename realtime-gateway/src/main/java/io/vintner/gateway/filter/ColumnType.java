package io.vintner.gateway.filter;

import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.catalog.TableColumn.Collation;
import org.jspecify.annotations.Nullable;

/**
 * Reads and compares the values of a PostgreSQL type as PostgreSQL does.
 *
 * @param <T> what a value is read as; {@link Object#equals} says the same as {@link #compare}
 *     returning 0, so values can be keys of a map
 */
public interface ColumnType<T> {

    /**
     * Reads a value.
     *
     * @param text as PostgreSQL's output function prints it
     * @throws IllegalArgumentException if the text is no such value
     */
    T read(String text);

    /** PostgreSQL's order. */
    int compare(T one, T other);

    /** Whether {@link #compare} knows more than equality. */
    default boolean isOrdered() {
        return true;
    }

    /** How values of that column are compared; null if only PostgreSQL can compare them. */
    static @Nullable ColumnType<?> of(TableColumn column) {
        return of(column.type(), column.collation());
    }

    /** How values of that type are compared; null if only PostgreSQL can compare them. */
    static @Nullable ColumnType<?> of(PgType type, Collation collation) {
        return switch (type.underlying()) {
            case PgType.Enumerated enumerated -> new EnumType(enumerated.labels());
            case PgType.Scalar scalar when scalar.schema().equals(PgType.BUILT_IN) ->
                    builtIn(scalar.name(), collation);
            case PgType.Scalar _,
                    PgType.Range _,
                    PgType.ArrayOf _,
                    PgType.Composite _,
                    PgType.Domain _ ->
                    null;
        };
    }

    private static @Nullable ColumnType<?> builtIn(String name, Collation collation) {
        return switch (name) {
            case "int2", "int4", "int8", "oid" -> NumberTypes.INTEGER;
            case "numeric" -> NumberTypes.NUMERIC;
            case "float4" -> NumberTypes.FLOAT4;
            case "float8" -> NumberTypes.FLOAT8;
            case "bool" -> PlainTypes.BOOL;
            case "uuid" -> PlainTypes.UUID;
            case "bytea" -> PlainTypes.BYTEA;
            case "date" -> TimeTypes.DATE;
            case "time" -> TimeTypes.TIME;
            case "timestamp" -> TimeTypes.TIMESTAMP;
            case "timestamptz" -> TimeTypes.TIMESTAMPTZ;
            case "name" -> new TextType(true, false);
            case "text", "varchar" -> text(collation, false);
            case "bpchar" -> text(collation, true);
            default -> null;
        };
    }

    private static @Nullable ColumnType<?> text(Collation collation, boolean padded) {
        return switch (collation) {
            case BYTES -> new TextType(true, padded);
            case DETERMINISTIC -> new TextType(false, padded);
            case NONDETERMINISTIC -> null;
        };
    }
}
