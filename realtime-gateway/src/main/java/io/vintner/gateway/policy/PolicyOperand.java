package io.vintner.gateway.policy;

import io.vintner.gateway.filter.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * One side of a comparison, ready to be compared.
 *
 * @param column the column whose value it is; null for a value that is known
 * @param text the known value, as PostgreSQL prints it; null for SQL's null, and for a column
 * @param type internal name, with its schema unless built in
 * @param reader how values are read and compared
 */
record PolicyOperand(
        @Nullable String column, @Nullable String text, String type, ColumnType<?> reader) {

    /** Whether PostgreSQL compares the two as one type. */
    boolean comparesWith(PolicyOperand other) {
        return family(type).equals(family(other.type));
    }

    private static String family(String type) {
        return switch (type) {
            case "int2", "int4", "int8" -> "integer";
            case "text", "varchar", "name" -> "text";
            default -> type;
        };
    }
}
