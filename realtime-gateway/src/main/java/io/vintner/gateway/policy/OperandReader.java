package io.vintner.gateway.policy;

import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.catalog.TableColumn.Collation;
import io.vintner.gateway.filter.ColumnType;
import io.vintner.gateway.filter.KnownTexts;
import io.vintner.gateway.policy.ClaimValues.Claimed;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the values of a policy for one table and one token. Null means: not understood, ask
 * PostgreSQL.
 */
final class OperandReader {

    private static final Set<String> TEXTS = Set.of("text", "varchar", "name");
    private static final List<String> INTEGERS = List.of("int2", "int4", "int8");

    private final PublishedTable table;
    private final Set<String> knownFunctions;
    private final ClaimValues claims;

    /**
     * @param knownFunctions names of the claim functions that do the usual
     */
    OperandReader(PublishedTable table, Set<String> knownFunctions, ClaimValues claims) {
        this.table = table;
        this.knownFunctions = knownFunctions;
        this.claims = claims;
    }

    @Nullable PolicyOperand read(PolicyValue value) {
        return switch (value) {
            case PolicyValue.Column(String name) -> column(name);
            case PolicyValue.Constant(String text, String type) -> known(text, internal(type));
            case PolicyValue.CurrentUser _ -> known(claims.role(), "name");
            case PolicyValue.RoleClaim _ ->
                    knownFunctions.contains("role") ? known(claims.role(), "text") : null;
            case PolicyValue.Uid _ ->
                    knownFunctions.contains("uid") ? claimed(claims.uid(), "uuid") : null;
            case PolicyValue.Claim(List<String> path, boolean asText) ->
                    asText && knownFunctions.contains("jwt")
                            ? claimed(claims.text(path), "text")
                            : null;
            case PolicyValue.Cast(PolicyValue inner, String type) -> cast(inner, internal(type));
        };
    }

    private @Nullable PolicyOperand column(String name) {
        TableColumn column = table.column(name);
        if (column == null) {
            return null;
        }
        ColumnType<?> reader = ColumnType.of(column);
        return reader == null
                ? null
                : new PolicyOperand(name, null, nameOf(column.type().underlying()), reader);
    }

    private static String nameOf(PgType type) {
        return type.schema().equals(PgType.BUILT_IN)
                ? type.name()
                : type.schema() + "." + type.name();
    }

    private static @Nullable PolicyOperand claimed(Claimed claimed, String type) {
        return switch (claimed) {
            case Claimed.Known(String text) -> known(text, type);
            case Claimed.Unknown _ -> null;
        };
    }

    private static @Nullable PolicyOperand known(@Nullable String text, String type) {
        ColumnType<?> reader = builtIn(type);
        return reader == null ? null : new PolicyOperand(null, text, type, reader);
    }

    private static @Nullable ColumnType<?> builtIn(String type) {
        return ColumnType.of(new PgType.Scalar(0, PgType.BUILT_IN, type), Collation.DETERMINISTIC);
    }

    private @Nullable PolicyOperand cast(PolicyValue inner, String type) {
        PolicyOperand operand = read(inner);
        if (operand == null || operand.type().equals(type)) {
            return operand;
        }
        return operand.column() == null ? castKnown(operand, type) : castColumn(operand, type);
    }

    private static @Nullable PolicyOperand castKnown(PolicyOperand operand, String type) {
        String text = operand.text();
        if (text == null) {
            return known(null, type);
        }
        boolean fromText = TEXTS.contains(operand.type());
        boolean fromInteger = INTEGERS.contains(operand.type());
        boolean uuidToText = operand.type().equals("uuid") && type.equals("text");
        if (!fromText && !fromInteger && !uuidToText) {
            return null;
        }
        String cast = KnownTexts.as(text, type);
        return cast == null ? null : known(cast, type);
    }

    /** Casts whose result can be read off the column's own text. */
    private @Nullable PolicyOperand castColumn(PolicyOperand operand, String type) {
        String from = operand.type();
        boolean relabelled =
                TEXTS.contains(from) && (type.equals("text") || type.equals("varchar"));
        boolean wider = INTEGERS.contains(from) && INTEGERS.indexOf(type) > INTEGERS.indexOf(from);
        if (relabelled || wider) {
            return new PolicyOperand(operand.column(), null, type, operand.reader());
        }
        boolean asNumeric = INTEGERS.contains(from) && type.equals("numeric");
        boolean asText =
                type.equals("text")
                        && (from.equals("uuid") || INTEGERS.contains(from) || isEnum(operand));
        ColumnType<?> reader = asNumeric || asText ? builtIn(type) : null;
        return reader == null ? null : new PolicyOperand(operand.column(), null, type, reader);
    }

    private boolean isEnum(PolicyOperand operand) {
        TableColumn column = operand.column() == null ? null : table.column(operand.column());
        return column != null && column.type().underlying() instanceof PgType.Enumerated;
    }

    /** The constants of an enum are written with its name; they are read as the column's type. */
    @Nullable PolicyOperand alike(PolicyOperand column, PolicyValue value) {
        if (value instanceof PolicyValue.Constant(String text, String type)
                && type.equals(column.type())) {
            return new PolicyOperand(null, text, type, column.reader());
        }
        return read(value);
    }

    /** The internal name of a type as PostgreSQL formats it; other names stay. */
    private static String internal(String formatted) {
        return switch (formatted) {
            case "character varying" -> "varchar";
            case "bigint" -> "int8";
            case "integer" -> "int4";
            case "smallint" -> "int2";
            case "double precision" -> "float8";
            case "real" -> "float4";
            case "boolean" -> "bool";
            case "timestamp with time zone" -> "timestamptz";
            case "timestamp without time zone" -> "timestamp";
            case "time without time zone" -> "time";
            default -> formatted;
        };
    }
}
