package io.vintner.relay;

import static io.vintner.relay.Rows.after;
import static io.vintner.relay.Rows.row;
import static io.vintner.relay.Rows.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The values and the types of columns, as a real database writes them. */
class TypesIT {

    @RegisterExtension static final RelayedDatabase DATABASE = RelayedDatabase.withEveryTable();

    @Test
    void valuesAreWhatPostgresPrintsAndTypesHaveTheirInternalNames() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        """
                        create table plain (
                          id uuid primary key, small int2, big int8, exact numeric(10, 2), f float8, yes bool,
                          words text[], at timestamptz, local timestamp, day date, doc jsonb, raw bytea,
                          c char(4), bits bit(4), span interval, ints int4range, o oid, empty text,
                          nothing text)
                        """,
                        """
                        insert into plain values (
                          '2f1c6c0e-0000-4000-8000-000000000001', -1, 9223372036854775807, 1.10, 'NaN', true,
                          '{a,NULL,"b c"}', '2026-01-02 03:04:05.12+02', '2026-01-02 03:04:05', 'infinity',
                          '{"a": [1, "ü"]}', '\\xdeadbeef', 'ab', '1010', '1 day 2 hours', '[1,5)', 42, '',
                          null)
                        """);

        // Then
        assertThat(changes).hasSize(1);
        assertThat(types(changes.getFirst()))
                .containsExactly(
                        "uuid",
                        "int2",
                        "int8",
                        "numeric",
                        "float8",
                        "bool",
                        "_text",
                        "timestamptz",
                        "timestamp",
                        "date",
                        "jsonb",
                        "bytea",
                        "bpchar",
                        "bit",
                        "interval",
                        "int4range",
                        "oid",
                        "text",
                        "text");
        assertThat(after(changes.getFirst()))
                .isEqualTo(
                        row(
                                "2f1c6c0e-0000-4000-8000-000000000001",
                                "-1",
                                "9223372036854775807",
                                "1.10",
                                "NaN",
                                "t",
                                "{a,NULL,\"b c\"}",
                                "2026-01-02 01:04:05.12+00",
                                "2026-01-02 03:04:05",
                                "infinity",
                                "{\"a\": [1, \"ü\"]}",
                                "\\xdeadbeef",
                                "ab  ",
                                "1010",
                                "1 day 02:00:00",
                                "[1,5)",
                                "42",
                                "",
                                null));
    }

    @Test
    void aTypeOfOnesOwnHasItsOwnName() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create schema elsewhere",
                        "create type elsewhere.distance as enum ('near', 'far')",
                        "create type mood as enum ('sad', 'happy')",
                        "create domain positive as int check (value > 0)",
                        "create domain small_positive as positive check (value < 10)",
                        "create type pair as (a int, b text)",
                        "create type span as range (subtype = float8)",
                        "create type \"Odd, \"\"name\"\"\" as enum ('x')",
                        """
                        create table own (
                          id int primary key, e mood, es mood[], far elsewhere.distance, d positive,
                          dd small_positive, ds positive[], p pair, ps pair[], s span,
                          odd "Odd, ""name""\")
                        """,
                        """
                        insert into own values (
                          1, 'happy', '{sad,happy}', 'far', 7, 8, '{1,2}', '(1,x)', '{"(1,x)"}', '[1,2)', 'x')
                        """);

        // Then
        assertThat(changes).hasSize(1);
        assertThat(types(changes.getFirst()))
                .containsExactly(
                        "int4",
                        "mood",
                        "_mood",
                        "distance",
                        "positive",
                        "small_positive",
                        "_positive",
                        "pair",
                        "_pair",
                        "span",
                        "Odd, \"name\"");
        assertThat(after(changes.getFirst()))
                .isEqualTo(
                        row(
                                "1",
                                "happy",
                                "{sad,happy}",
                                "far",
                                "7",
                                "8",
                                "{1,2}",
                                "(1,x)",
                                "{\"(1,x)\"}",
                                "[1,2)",
                                "x"));
    }

    @Test
    void aRowOfTheManyColumnsThatATableMayHaveIsWhole() throws SQLException {
        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        """
                        do $$ begin execute (
                          select 'create table wide (id int primary key, ' ||
                                 string_agg('c' || n || ' int default ' || n, ', ') || ')'
                            from generate_series(1, 1599) n); end $$
                        """,
                        "insert into wide (id) values (0)");

        // Then
        assertThat(after(changes.getFirst()).values()).hasSize(1600);
        assertThat(after(changes.getFirst()).value(1599)).isEqualTo(row("1599").value(0));
    }
}
