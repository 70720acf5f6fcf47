package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.database.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every kind of value, as JSON: the same as PostgreSQL's {@code to_jsonb}, but for what 6.1 says.
 */
class ValuesDifferentialIT {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
                    .enable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private static final String[][] VALUES = {
        {"int2", "-1"},
        {"int4", "2147483647"},
        {"int8", "9223372036854775807"},
        {"numeric", "1.10", "7.00", "-0.000", "123456789012345678901234567890.123"},
        {"float4", "0.1", "1e10", "-0"},
        {"float8", "1e20", "0.30000000000000004", "1e-300"},
        {"bool", "t", "f"},
        {"text", "", "a\"b\\c\n\t\u0001\u007f\u2028", "Grüße \uD83D\uDE00"},
        {"varchar(5)", "abc"},
        {"char(5)", "ab"},
        {"\"char\"", "x"},
        {"name", "n"},
        {"bit(3)", "101"},
        {"varbit", "10"},
        {"uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
        {"inet", "10.0.0.1/8"},
        {"money", "12.34"},
        {"int4range", "[1,5)"},
        {"int4multirange", "{[1,3),[5,7)}"},
        {"point", "(1,2)"},
        {"tsvector", "a b"},
        {"interval", "1 day 02:00:00"},
        {"date", "2026-01-02", "infinity", "0044-03-15 BC"},
        {"time", "03:04:05.1"},
        {"timetz", "03:04:05+02"},
        {"timestamp", "2026-01-02 03:04:05.120000", "infinity", "0044-03-15 12:00:00 BC"},
        {"timestamptz", "2026-01-02 03:04:05.12+02", "-infinity", "0044-03-15 12:00:00+00 BC"},
        {"json", "{\"a\": [1, null, \"x\"]}", "3", "\"s\"", "null"},
        {"jsonb", "{\"b\": {\"c\": 1.50}, \"a\": true}", "[]", "null"},
        {"oid", "42"},
        {"regclass", "pg_class"},
        {"xml", "<a>&amp;</a>"},
        {"int4[]", "{1,2,NULL}", "{}", "{{1,2},{3,4}}", "[0:1]={7,8}"},
        {"text[]", "{a,\"b,c\",NULL,\"NULL\",\"q\\\"\\\\\",\"\",\"{x}\",\" s \"}"},
        {"bool[]", "{t,f}"},
        {"timestamptz[]", "{\"2026-01-02 03:04:05+02\"}"},
        {"jsonb[]", "{\"{\\\"a\\\": 1}\",\"2\"}"},
        {"box[]", "{(1,1),(0,0);(2,2),(1,1)}"},
        {"numeric[]", "{1.50,2}"},
        {"mood", "sad"},
        {"mood[]", "{sad,ok}"},
        {"place", "(\"Main, St \"\"1\"\"\",7,\"2026-01-02 03:04:05\")", "(,,)", "(\"\",1,)"},
        {"place[]", "{\"(\\\"a b\\\",7,)\",\"(x,,)\"}"},
        {"nested", "(\"(a,1,)\",\"{1,2}\",t)"},
        {"positive", "5"},
        {"emails", "{a@b,c@d}"},
        {"uuid[]", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}"},
    };

    private static TestDatabase database;
    private static TestAudience audience;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        database.run(
                """
                create type mood as enum ('sad', 'ok');
                create type place as (street text, "no" int, since timestamp);
                create type nested as (place place, numbers int[], yes bool);
                create domain positive as int check (value > 0);
                create domain emails as text[];
                """);
        audience = new TestAudience(database);
    }

    @AfterAll
    static void stop() {
        audience.close();
        database.close();
    }

    private static JsonNode record(String type, String value) throws Exception {
        database.run(
                """
                drop table if exists one;
                create table one (id int primary key, v %s);
                grant select on one to service_role;
                alter publication supabase_realtime add table one;
                insert into one values (1, '%s');
                """
                        .formatted(type, value.replace("'", "''")));
        audience.catalog.refresh();
        Table table = database.shape("one");
        Row row = database.rows(table).getFirst();
        Subscription all =
                audience.subscribe("one", null, TestAudience.claims("service_role", null, ""));
        List<String> told = audience.told(audience.inserted(table, row), all);
        audience.audience.unsubscribe(all);
        return JSON.readTree(told.getFirst()).path("record").path("v");
    }

    @Test
    void valuesAreWhatToJsonbGives() throws Exception {
        for (String[] type : VALUES) {
            for (int index = 1; index < type.length; index++) {
                // Given, When
                JsonNode ours = record(type[0], type[index]);

                // Then
                database.run("set TimeZone = 'UTC'; set DateStyle = 'ISO'");
                JsonNode theirs = JSON.readTree(database.text("select to_jsonb(v) from one"));
                assertThat(ours.equals(ValuesDifferentialIT::compare, theirs))
                        .as("%s '%s' is %s, ours %s", type[0], type[index], theirs, ours)
                        .isTrue();
            }
        }
    }

    /** 1e10 and 10000000000 are the same number. */
    private static int compare(JsonNode one, JsonNode other) {
        boolean numbers = one.isNumber() && other.isNumber();
        boolean same =
                numbers
                        ? one.decimalValue().compareTo(other.decimalValue()) == 0
                        : one.equals(other);
        return same ? 0 : 1;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numeric | NaN       | null",
                "numeric | Infinity  | null",
                "float8  | -Infinity | null",
                "float4  | NaN       | null",
                "bytea   | \\xdeadbeef | deadbeef",
                "bytea   | \\x       | ''",
            })
    void whereClientsExpectSomethingElseTheyGetThat(String type, String value, String expected)
            throws Exception {
        // Given, When
        JsonNode ours = record(type, value);

        // Then
        assertThat(ours)
                .isEqualTo(
                        expected.equals("null")
                                ? NullNode.getInstance()
                                : TextNode.valueOf(expected));
    }

    @Test
    void bytesInAnArrayKeepTheirPrefix() throws Exception {
        // Given, When
        JsonNode ours = record("bytea[]", "{\"\\\\xdead\"}");

        // Then
        assertThat(ours).isEqualTo(JSON.valueToTree(List.of("\\xdead")));
    }

    @Test
    void numbersKeepAllTheirDigitsAndTheirScale() throws Exception {
        // Given
        record("numeric", "1.10");
        Table table = database.shape("one");
        Subscription all =
                audience.subscribe("one", null, TestAudience.claims("service_role", null, ""));

        // When
        List<String> told =
                audience.told(audience.inserted(table, database.rows(table).getFirst()), all);

        // Then
        assertThat(told.getFirst()).contains("\"record\":{\"id\":1,\"v\":1.10}");
        assertThat(Map.of("v", JSON.readTree(told.getFirst()).path("columns").get(1)))
                .containsEntry("v", JSON.valueToTree(Map.of("name", "v", "type", "numeric")));
    }
}
