package io.vintner.gateway.filter;

import io.vintner.gateway.catalog.PgType;

/** The names of types as PostgreSQL shows them in its messages. */
final class TypeNames {

    private TypeNames() {}

    static String of(PgType type) {
        if (type instanceof PgType.ArrayOf array) {
            return of(array.element()) + "[]";
        }
        if (type.schema().equals(PgType.BUILT_IN)) {
            return builtIn(type.name());
        }
        return type.schema().equals("public") ? type.name() : type.schema() + "." + type.name();
    }

    private static String builtIn(String name) {
        return switch (name) {
            case "int2" -> "smallint";
            case "int4" -> "integer";
            case "int8" -> "bigint";
            case "float4" -> "real";
            case "float8" -> "double precision";
            case "bool" -> "boolean";
            case "varchar" -> "character varying";
            case "bpchar" -> "character";
            case "char" -> "\"char\"";
            case "varbit" -> "bit varying";
            case "time" -> "time without time zone";
            case "timetz" -> "time with time zone";
            case "timestamp" -> "timestamp without time zone";
            case "timestamptz" -> "timestamp with time zone";
            default -> name;
        };
    }
}
