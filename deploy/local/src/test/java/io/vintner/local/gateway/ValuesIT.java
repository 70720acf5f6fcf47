package io.vintner.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the clients hand to their user of a value of every type, and what its column's type is. */
class ValuesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "id";

    /**
     * The column; its type; PostgreSQL's text of the value; the type's name on the wire; what the
     * client's callback has, as JSON. Where a value on the wire is a string though its type is a
     * number or JSON, the client converts it: oid, and strings within json.
     */
    private static final List<Value> VALUES =
            table(
                    """
                    int2          | int2          | -32768                | int2     | -32768
                    int4          | int4          | 2147483647            | int4     | 2147483647
                    int8          | int8          | -42                   | int8     | -42
                    int8_rounded  | int8          | 9223372036854775807   | int8     | 9223372036854776000
                    numeric       | numeric(10,2) | 1.10                  | numeric  | 1.1
                    numeric_whole | numeric       | 7.00                  | numeric  | 7
                    numeric_long  | numeric       | 123456789012345678901234567890.1 | numeric | 1.2345678901234568e+29
                    numeric_nan   | numeric       | NaN                   | numeric  | null
                    float4        | float4        | 0.1                   | float4   | 0.1
                    float4_nan    | float4        | NaN                   | float4   | null
                    float8        | float8        | 0.30000000000000004   | float8   | 0.30000000000000004
                    float8_inf    | float8        | -Infinity             | float8   | null
                    bool_true     | bool          | t                     | bool     | true
                    bool_false    | bool          | f                     | bool     | false
                    text          | text          | say "a\\b", it's {x} ü | text    | "say \\"a\\\\b\\", it's {x} ü"
                    text_number   | text          | 42                    | text     | "42"
                    text_null     | text          | null                  | text     | "null"
                    varchar       | varchar(20)   | short                 | varchar  | "short"
                    char_n        | char(4)       | ab                    | bpchar   | "ab  "
                    char_one      | "char"        | x                     | char     | "x"
                    name          | name          | n                     | name     | "n"
                    citext        | citext        | AbC                   | citext   | "AbC"
                    bytea         | bytea         | \\xdeadbeef           | bytea    | "deadbeef"
                    bytea_list    | bytea[]       | {"\\\\xdead",NULL}    | _bytea   | ["\\\\xdead",null]
                    json          | json          | {"b":1,"a":[true,null,1.50]} | json | {"b":1,"a":[true,null,1.5]}
                    json_twice    | json          | {"a":1,"a":2}         | json     | {"a":2}
                    json_number   | json          | 3                     | json     | 3
                    jsonb         | jsonb         | {"b":{"c":1.50},"a":"x"} | jsonb | {"a":"x","b":{"c":1.5}}
                    jsonb_list    | jsonb         | [1,"2",null]          | jsonb    | [1,"2",null]
                    jsonb_word    | jsonb         | "word"                | jsonb    | "word"
                    jsonb_digits  | jsonb         | "12"                  | jsonb    | 12
                    jsonb_null    | jsonb         | null                  | jsonb    | null
                    uuid          | uuid          | A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11 | uuid | "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
                    date          | date          | 2026-01-02            | date     | "2026-01-02"
                    date_inf      | date          | infinity              | date     | "infinity"
                    date_bc       | date          | 0044-03-15 BC         | date     | "0044-03-15 BC"
                    time          | time          | 03:04:05.120000       | time     | "03:04:05.12"
                    timetz        | timetz        | 03:04:05+02           | timetz   | "03:04:05+02"
                    timestamp     | timestamp     | 2026-01-02 03:04:05.120000 | timestamp | "2026-01-02T03:04:05.12"
                    timestamp_us  | timestamp     | 2026-01-02 03:04:05.123456 | timestamp | "2026-01-02T03:04:05.123456"
                    timestamptz   | timestamptz   | 2026-01-02 03:04:05.12+02 | timestamptz | "2026-01-02T01:04:05.12+00:00"
                    interval      | interval      | 1 day 2 hours         | interval | "1 day 02:00:00"
                    bit_n         | bit(3)        | 101                   | bit      | "101"
                    varbit        | varbit(8)     | 10                    | varbit   | "10"
                    oid           | oid           | 42                    | oid      | 42
                    money         | money         | 12.34                 | money    | "$12.34"
                    inet          | inet          | 192.0.2.1/24          | inet     | "192.0.2.1/24"
                    macaddr       | macaddr       | 08:00:2b:01:02:03     | macaddr  | "08:00:2b:01:02:03"
                    int4range     | int4range     | [1,4]                 | int4range | "[1,5)"
                    multirange    | int4multirange | {[1,3),[5,7)}        | int4multirange | "{[1,3),[5,7)}"
                    point         | point         | (1,2)                 | point    | "(1,2)"
                    tsvector      | tsvector      | b a                   | tsvector | "'a' 'b'"
                    xml           | xml           | <a>&amp;</a>          | xml      | "<a>&amp;</a>"
                    hstore        | hstore        | a=>1, b=>NULL         | hstore   | {"a":"1","b":null}
                    mood          | mood          | ok                    | mood     | "ok"
                    place         | place         | ("Main, 1",1.50,"{a,b}",) | place | {"street":"Main, 1","lat":1.5,"tags":["a","b"],"at":null}
                    positive      | positive      | 5                     | positive | 5
                    label         | label         | 5                     | label    | "5"
                    reference     | reference     | 42                    | reference | "42"
                    int4_list     | int4[]        | {1,NULL,3}            | _int4    | [1,null,3]
                    int4_none     | int4[]        | {}                    | _int4    | []
                    int4_grid     | int4[]        | {{1,2},{3,4}}         | _int4    | [[1,2],[3,4]]
                    text_list     | text[]        | {"a,b","c\\"d","",NULL,"NULL","{x}"} | _text | ["a,b","c\\"d","",null,"NULL","{x}"]
                    numeric_list  | numeric[]     | {1.50,NaN}            | _numeric | [1.5,"NaN"]
                    bool_list     | bool[]        | {t,f}                 | _bool    | [true,false]
                    oid_list      | oid[]         | {42}                  | _oid     | ["42"]
                    jsonb_items   | jsonb[]       | {"{\\"a\\": 1}","2"}  | _jsonb   | [{"a":1},2]
                    timestamptzs  | timestamptz[] | {"2026-01-02 03:04:05+02"} | _timestamptz | ["2026-01-02T01:04:05+00:00"]
                    moods         | mood[]        | {sad,ok}              | _mood    | ["sad","ok"]
                    places        | place[]       | {"(x,,,)"}            | _place   | [{"street":"x","lat":null,"tags":null,"at":null}]
                    vector        | int2vector    | 1 2                   | int2vector | [1,2]
                    """);

    private static final AtomicInteger IDS = new AtomicInteger();

    @AutoClose private static GatewayStack stack;

    /**
     * A column and the value that is in it.
     *
     * @param text in PostgreSQL's form
     * @param wireType as the frame names its type
     * @param told what the client's callback has
     */
    private record Value(String column, String type, String text, String wireType, JsonNode told) {

        String quoted() {
            return '"' + column + '"';
        }
    }

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.started(
                        """
                        create extension citext;
                        create extension hstore;
                        create type public.mood as enum ('sad', 'ok');
                        create type public.place as (
                          street text, lat numeric, tags text[], at timestamp);
                        create domain public.positive as int check (value > 0);
                        create domain public.label as text;
                        create domain public.reference as oid;
                        create table public.samples (id int primary key, %s);
                        alter table public.samples replica identity full;
                        grant select on public.samples to authenticated;
                        alter publication supabase_realtime add table public.samples;
                        """
                                .formatted(each(value -> value.quoted() + " " + value.type())));
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void aValueOfEveryTypeIsHandedOverAsTheClientHasIt(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait(
                    "samples",
                    List.of(Map.of("event", "*", "schema", "public", "table", "samples")));
            client.awaitServed("samples", 1);

            // When
            int id = IDS.incrementAndGet();
            stack.run(
                    "insert into public.samples values (%d, %s)"
                            .formatted(id, each(value -> literal(value.text()))));
            stack.run(
                    "update public.samples set %s where id = %d"
                            .formatted(each(value -> value.quoted() + " = null"), id));
            stack.run("delete from public.samples where id = " + id);

            // Then
            client.awaitChanges("samples", 3);
            Map<String, JsonNode> whole = row(id, Value::told);
            Map<String, JsonNode> nulls = row(id, _ -> NullNode.getInstance());
            List<JsonNode> changes = client.changes("samples");
            assertThat(changes)
                    .extracting(change -> change.path("eventType").asText())
                    .containsExactly("INSERT", "UPDATE", "DELETE");
            assertThat(fields(changes.get(0).path("new"))).isEqualTo(whole);
            assertThat(fields(changes.get(0).path("old"))).isEmpty();
            assertThat(fields(changes.get(1).path("new"))).isEqualTo(nulls);
            assertThat(fields(changes.get(1).path("old"))).isEqualTo(whole);
            assertThat(fields(changes.get(2).path("new"))).isEmpty();
            assertThat(fields(changes.get(2).path("old"))).isEqualTo(nulls);
            assertThat(changes).allMatch(change -> change.path("errors").isNull());
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void eachColumnIsTypedByItsInternalNameInTheOrderOfTheTable(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            client.joinAndAwait(
                    "samples",
                    List.of(Map.of("event", "*", "schema", "public", "table", "samples")));
            client.awaitServed("samples", 1);

            // When
            int id = IDS.incrementAndGet();
            stack.run("insert into public.samples (id) values (%d)".formatted(id));
            stack.run("update public.samples set \"int4\" = 1 where id = " + id);
            stack.run("delete from public.samples where id = " + id);

            // Then
            client.awaitChanges("samples", 3);
            Map<String, String> types = new LinkedHashMap<>();
            types.put(KEY, "int4");
            VALUES.forEach(value -> types.put(value.column(), value.wireType()));
            assertThat(Frame.received(client, "postgres_changes"))
                    .hasSize(3)
                    .allSatisfy(frame ->
                            assertThat(types(frame.payload().at("/data/columns")))
                                    .containsExactlyEntriesOf(types));
        }
    }

    private static Map<String, String> types(JsonNode columns) {
        Map<String, String> types = new LinkedHashMap<>();
        columns.forEach(
                column -> types.put(column.path("name").asText(), column.path("type").asText()));
        return types;
    }

    private static Map<String, JsonNode> row(int id, Function<Value, JsonNode> told) {
        Map<String, JsonNode> row = new LinkedHashMap<>();
        row.put(KEY, JSON.getNodeFactory().numberNode(id));
        VALUES.forEach(value -> row.put(value.column(), told.apply(value)));
        return row;
    }

    private static Map<String, JsonNode> fields(JsonNode object) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static String each(Function<Value, String> text) {
        return VALUES.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static List<Value> table(String lines) {
        return lines.lines().map(ValuesIT::value).toList();
    }

    private static Value value(String line) {
        String[] parts = line.strip().split(" +\\| +", -1);
        try {
            return new Value(parts[0], parts[1], parts[2], parts[3], JSON.readTree(parts[4]));
        } catch (JsonProcessingException wrong) {
            throw new IllegalStateException(line, wrong);
        }
    }
}
