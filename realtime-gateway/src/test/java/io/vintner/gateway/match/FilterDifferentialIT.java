package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.database.TestDatabase;
import io.vintner.gateway.filter.FilterParser;
import io.vintner.gateway.filter.RowFilter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters on every type that is compared here: each decision is PostgreSQL's own. */
class FilterDifferentialIT {

    private static final long SEED = 7;
    private static final Map<String, String> SIGNS =
            Map.of("eq", "=", "neq", "<>", "lt", "<", "lte", "<=", "gt", ">", "gte", ">=");

    private static final String[][] VALUES = {
        {"int2", "-32768", "-1", "0", "7", "32767", " 8 "},
        {"int4", "-2147483648", "-7", "0", "007", "2147483647", "+5"},
        {"int8", "-9223372036854775808", "0", "9223372036854775807", "10", "9", "100"},
        {"oid", "0", "42", "4294967295", "5"},
        {
            "numeric",
            "1.0",
            "1.10",
            "1",
            "-0.000",
            "0",
            "NaN",
            "1e3",
            "1000.0",
            "99999999999999999999"
        },
        {"float4", "0.1", "1e10", "-0", "0", "NaN", "Infinity", "-Infinity", "16777217", "3.4e38"},
        {"float8", "0.1", "1e-300", "-0", "0", "nan", "infinity", "-inf", "0.30000000000000004"},
        {"bool", "t", "false", "yes", "0", "on"},
        {"text", "a", "A", "b", "ä", "z", "", " ", "\uFF5E", "\uD83D\uDE00", "a b", "ab%", "a_b"},
        {"varchar", "a", "A", "zebra", "Äpfel", "", "x"},
        {"bpchar", "a", "a  ", "ab", "", "b"},
        {"name", "a", "b", "Z", "_"},
        {
            "uuid",
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-ffff-4fff-8fff-ffffffffffff",
            "7fffffff-ffff-4fff-8fff-ffffffffffff",
            "80000000-0000-4000-8000-000000000000",
            "{a0eebc999c0b4ef8bb6d6bb9bd380a11}"
        },
        {
            "date",
            "2026-01-02",
            "January 8, 1999",
            "infinity",
            "-infinity",
            "0044-03-15 BC",
            "294276-12-31",
            "epoch"
        },
        {"time", "00:00", "24:00:00", "13:37:00.5", "1:37 PM", "23:59:59.999999"},
        {
            "timestamp",
            "2026-01-02 03:04:05",
            "2026-01-02T03:04:05.000001",
            "infinity",
            "-infinity",
            "0044-03-15 12:00 BC",
            "12026-01-01 00:00"
        },
        {
            "timestamptz",
            "2026-01-02 03:04:05+00",
            "2026-01-02 05:04:05+02",
            "2026-01-02 03:04Z",
            "infinity",
            "1900-01-01 00:00:00+05:30",
            "4713-01-01 00:00:00+00 BC"
        },
        {"mood", "calm", "busy", "wild"},
        {"bytea", "\\x", "\\xdeadbeef", "\\x00ff", "abc"},
        {"positive", "1", "10", "9"},
    };

    private static TestDatabase database;
    private static TestAudience audience;
    private static FilterTrial trial;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        StringBuilder columns = new StringBuilder();
        for (String[] type : VALUES) {
            columns.append(", c_%s %s".formatted(type[0], type[0]));
        }
        database.run(
                """
                create type mood as enum ('wild', 'busy', 'calm');
                create domain positive as int check (value > 0);
                create table kinds (id int primary key%s);
                alter publication supabase_realtime add table kinds;
                """
                        .formatted(columns));
        Random random = new Random(SEED);
        for (int id = 1; id <= 60; id++) {
            StringBuilder values = new StringBuilder("insert into kinds values (" + id);
            for (String[] type : VALUES) {
                int pick = random.nextInt(type.length);
                values.append(pick == 0 ? ", null" : ", " + literal(type[pick]));
            }
            database.run(values.append(')').toString());
        }
        audience = new TestAudience(database);
        trial = new FilterTrial(database, audience, "kinds");
    }

    @AfterAll
    static void stop() {
        audience.close();
        database.close();
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Test
    void comparisonsAndListsDecideAsPostgresDoes() {
        // Given
        int decisions = 0;
        for (String[] type : VALUES) {
            String column = "c_" + type[0];
            for (int index = 1; index < type.length; index++) {
                String operand = type[index];
                for (Map.Entry<String, String> sign : SIGNS.entrySet()) {
                    String quoted = "\"" + operand.replace("\\", "\\\\") + "\"";
                    String sql =
                            "%s %s %s::%s"
                                    .formatted(column, sign.getValue(), literal(operand), type[0]);

                    // When, Then
                    decisions += agree(column + "=" + sign.getKey() + "." + quoted, sql);
                    decisions +=
                            agree(
                                    column + "=not." + sign.getKey() + "." + quoted,
                                    "not (" + sql + ")");
                }
                String list =
                        "(\"%s\",\"%s\")"
                                .formatted(
                                        operand.replace("\\", "\\\\"),
                                        type[1].replace("\\", "\\\\"));
                String any =
                        "%s = any (array[%s, %s]::%s[])"
                                .formatted(column, literal(operand), literal(type[1]), type[0]);
                decisions += agree(column + "=in." + list, any);
                decisions += agree(column + "=not.in." + list, "not (" + any + ")");
                decisions +=
                        agree(
                                column + "=isdistinct.\"" + operand.replace("\\", "\\\\") + "\"",
                                "%s is distinct from %s::%s"
                                        .formatted(column, literal(operand), type[0]));
            }
        }
        assertThat(decisions).isGreaterThan(50_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "c_text=like.a%         | c_text like 'a%'",
                "c_text=like.a\\%       | c_text like 'a\\%'",
                "c_text=like.a_b        | c_text like 'a_b'",
                "c_text=not.like._      | c_text not like '_'",
                "c_text=like.%a%b%      | c_text like '%a%b%'",
                "c_varchar=like.%f_l%   | c_varchar like '%f_l%'",
                "c_int4=is.null         | c_int4 is null",
                "c_int4=not.is.null     | c_int4 is not null",
                "c_bool=is.true         | c_bool is true",
                "c_bool=not.is.true     | c_bool is not true",
                "c_bool=is.unknown      | c_bool is unknown",
                "c_int4=in.(1,null)     | c_int4 = any (array[1, null])",
                "c_int4=not.in.(1,null) | not (c_int4 = any (array[1, null]))",
                "c_int4=in.()           | c_int4 = any ('{}')",
                "c_int4=gt.0,c_bool=is.true | c_int4 > 0 and c_bool is true",
            })
    void otherOperatorsDecideAsPostgresDoes(String filter, String sql) {
        // Given, When
        int decisions = agree(filter, sql);

        // Then
        assertThat(decisions).isEqualTo(trial.rows());
    }

    /** Checks that filter and SQL pass the same rows; returns their number. */
    private static int agree(String filter, String sql) {
        FilterTrial.Outcome ours = trial.ours(filter);
        assertThat(ours).as(filter).isInstanceOf(FilterTrial.Outcome.Passed.class);
        assertThat(ours).as("%s / %s", filter, sql).isEqualTo(trial.theirs(sql));
        return trial.rows();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "c_int4=eq.abc | ERROR 22P02 (invalid_text_representation) invalid input syntax for"
                        + " type integer: \"abc\"",
                "c_int2=eq.99999 | ERROR 22003 (numeric_value_out_of_range) value \"99999\" is out"
                        + " of range for type smallint",
                "c_mood=eq.sad | ERROR 22P02 (invalid_text_representation) invalid input value for"
                        + " enum public.mood: \"sad\"",
                "nothing=eq.1 | ERROR P0001 (raise_exception) invalid column for filter nothing",
                "c_text=is.true | ERROR P0001 (raise_exception) is true filter requires a"
                        + " boolean column, got text",
                "c_text=is.TRUE | ERROR P0001 (raise_exception) invalid value for is filter: must"
                        + " be null, true, false, or unknown",
                "c_int4=imatch.1 | ERROR P0001 (raise_exception) operator imatch requires a"
                        + " text-compatible column type, got integer",
                "c_bytea=ilike.1 | ERROR P0001 (raise_exception) operator ilike requires a"
                        + " text-compatible column type, got bytea",
                "c_text=match.a( | ERROR 2201B (invalid_regular_expression) invalid regular"
                        + " expression: parentheses () not balanced",
                "c_text=match.(a)\\1 | ERROR P0001 (raise_exception) back references in regular"
                        + " expressions are not served: matching them may take exponential time",
                "c_text=like.a\\ | ERROR 22025 (invalid_escape_sequence) LIKE pattern must not"
                        + " end with escape character",
                "c_int4=in.(1,x) | ERROR 22P02 (invalid_text_representation) invalid input syntax"
                        + " for type integer: \"x\"",
                "c_int4=like.1% | ERROR P0001 (raise_exception) operator like requires a"
                        + " text-compatible column type, got integer",
            })
    void whatMakesNoSenseIsRefusedInPostgresWords(String filter, String complaint) {
        // Given
        List<io.vintner.gateway.filter.FilterTerm> terms =
                ((FilterParser.Parsed.Terms) FilterParser.parse(filter)).list();

        // When
        RowFilter.Bound bound = trial.bind(terms);

        // Then
        assertThat(bound).isInstanceOf(RowFilter.Bound.Invalid.class);
        assertThat(((RowFilter.Bound.Invalid) bound).complaint().toLowerCase(Locale.ROOT))
                .isEqualTo(complaint.toLowerCase(Locale.ROOT));
    }
}
