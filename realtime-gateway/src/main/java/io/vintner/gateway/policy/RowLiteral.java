package io.vintner.gateway.policy;

import io.vintner.change.ColumnValue;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.filter.RowView;
import java.util.List;

/** Writes rows as PostgreSQL's literals, from its own text of each value. */
final class RowLiteral {

    private RowLiteral() {}

    /** An array of rows of {@code table}: {@code {"(…)","(…)"}}. */
    static String array(PublishedTable table, List<RowView> rows) {
        StringBuilder array = new StringBuilder("{");
        for (RowView row : rows) {
            array.append(array.length() > 1 ? ",\"" : "\"");
            escape(row(table, row), array);
            array.append('"');
        }
        return array.append('}').toString();
    }

    /** A value that is absent reads as null: nobody asks what depends on it. */
    private static String row(PublishedTable table, RowView row) {
        StringBuilder literal = new StringBuilder("(");
        boolean first = true;
        for (TableColumn column : table.columns()) {
            literal.append(first ? "" : ",");
            first = false;
            if (row.value(column.name()) instanceof ColumnValue.Present(String text)) {
                literal.append('"');
                escape(text, literal);
                literal.append('"');
            }
        }
        return literal.append(')').toString();
    }

    private static void escape(String text, StringBuilder literal) {
        for (int index = 0; index < text.length(); index++) {
            char here = text.charAt(index);
            if (here == '"' || here == '\\') {
                literal.append('\\');
            }
            literal.append(here);
        }
    }

    /** {@code "schema"."table"}. */
    static String name(PublishedTable table) {
        return quoted(table.schema()) + "." + quoted(table.name());
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
