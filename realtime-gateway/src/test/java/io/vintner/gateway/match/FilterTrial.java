package io.vintner.gateway.match;

import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.database.TestDatabase;
import io.vintner.gateway.filter.FilterParser;
import io.vintner.gateway.filter.FilterTerm;
import io.vintner.gateway.filter.RowFilter;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.filter.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides a filter for all rows of a table, here and in PostgreSQL. */
final class FilterTrial {

    private final TestDatabase database;
    private final TestAudience audience;
    private final PublishedTable declared;
    private final Table table;
    private final TableShape shape;
    private final List<Row> rows;
    private int asked;

    FilterTrial(TestDatabase database, TestAudience audience, String name) {
        this.database = database;
        this.audience = audience;
        this.declared =
                audience.catalog.current().all().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        this.table = database.shape(name);
        this.shape = new TableShape(table, declared);
        this.rows = database.rows(table);
    }

    /** What came of a filter. */
    sealed interface Outcome {

        /** The ids of the rows that passed, by commas. */
        record Passed(String ids) implements Outcome {}

        record Refused(String complaint) implements Outcome {}
    }

    int rows() {
        return rows.size();
    }

    /** How many values PostgreSQL was asked about. */
    int asked() {
        return asked;
    }

    Outcome ours(String filter) {
        return switch (FilterParser.parse(filter)) {
            case FilterParser.Parsed.Malformed(String complaint) -> new Outcome.Refused(complaint);
            case FilterParser.Parsed.Terms(List<FilterTerm> terms) -> bound(terms);
        };
    }

    RowFilter.Bound bind(List<FilterTerm> terms) {
        Set<String> all =
                declared.columns().stream().map(TableColumn::name).collect(Collectors.toSet());
        return new RowFilter(declared, all, audience.operands).bind(terms);
    }

    private Outcome bound(List<FilterTerm> terms) {
        return switch (bind(terms)) {
            case RowFilter.Bound.Invalid(String complaint) -> new Outcome.Refused(complaint);
            case RowFilter.Bound.Unavailable _ ->
                    throw new IllegalStateException("PostgreSQL was away");
            case RowFilter.Bound.Test(RowTest test) -> passed(test);
        };
    }

    /** As the audience does it: first what is known, then all questions at once. */
    private Outcome passed(RowTest test) {
        List<RowVersion> versions =
                rows.stream().map(row -> new RowVersion(shape, declared, row, null)).toList();
        List<AskedValues.Case> open = new ArrayList<>();
        for (RowVersion version : versions) {
            if (test.test(version) == Truth.ASKED) {
                TestParts.openValueQuestions(test, version)
                        .forEach(question -> version.put(question, open));
            }
        }
        audience.values.ask(open);
        asked += open.size();
        List<String> ids = new ArrayList<>();
        for (RowVersion version : versions) {
            Truth truth = test.test(version);
            switch (truth) {
                case TRUE -> ids.add(id(version));
                case FALSE, NULL -> {}
                case MISSING, ASKED -> ids.add(id(version) + " is " + truth);
            }
        }
        return new Outcome.Passed(String.join(",", ids));
    }

    private static String id(RowVersion version) {
        return ((ColumnValue.Present) version.value("id")).text();
    }

    /** The same from PostgreSQL. */
    Outcome theirs(String condition) {
        try {
            return new Outcome.Passed(
                    database.text(
                            "select coalesce(string_agg(id::text, ',' order by id), '') from "
                                    + table.name()
                                    + " where "
                                    + condition));
        } catch (IllegalStateException failed) {
            return new Outcome.Refused(String.valueOf(failed.getCause()));
        }
    }
}
