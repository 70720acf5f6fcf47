package io.vintner.gateway.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.database.TestDatabase;
import io.vintner.gateway.render.RowJson;
import io.vintner.gateway.render.RowJson.Old;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random values of every type, in arrays and composites too: the JSON is what {@code to_jsonb}
 * gives, but for what docs/choices.md says.
 *
 * <p>{@code -Dvintner.values.compared=100000} for more of them, {@code -Dvintner.values.seed=7} for
 * those of an earlier run.
 */
class RandomValuesIT {

    private static final int COMPARED = Integer.getInteger("vintner.values.compared", 5_000);
    private static final long SEED = Long.getLong("vintner.values.seed", 20261126L);
    private static final int BATCH = 20;
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
                    .enable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private static TestDatabase database;
    private static TestAudience audience;
    private static List<RandomValues.Column> columns;

    @BeforeAll
    static void start() {
        database = new TestDatabase();
        database.run(
                """
                create extension citext;
                create extension hstore;
                create type mood as enum ('sad', 'very happy');
                create type textrange as range (subtype = text);
                create domain positive as int check (value > 0);
                create domain label as text;
                create domain pairs as hstore;
                create domain numbers as int[];
                set TimeZone = 'UTC';
                set DateStyle = 'ISO';
                """);
        RandomValues values = new RandomValues(new Random(SEED));
        columns = new ArrayList<>(values.columns());
        composite(values, "small", columns.subList(0, 12));
        composite(values, "large", columns.subList(12, columns.size()));
        composite(values, "outer_one", columns.subList(columns.size() - 4, columns.size()));
        StringBuilder declared = new StringBuilder();
        for (int index = 0; index < columns.size(); index++) {
            declared.append(", c%d %s".formatted(index, columns.get(index).type()));
        }
        database.run(
                """
                create table kinds (id int primary key%s);
                grant select on kinds to service_role;
                alter publication supabase_realtime add table kinds;
                """
                        .formatted(declared));
        audience = new TestAudience(database);
    }

    private static void composite(
            RandomValues values, String name, List<RandomValues.Column> fields) {
        List<RandomValues.Column> kept = List.copyOf(fields);
        StringBuilder declared = new StringBuilder();
        for (int index = 0; index < kept.size(); index++) {
            declared.append(index == 0 ? "" : ", ")
                    .append("\"f \"\"%d\" %s".formatted(index, kept.get(index).type()));
        }
        database.run("create type %s as (%s)".formatted(name, declared));
        RandomValues.Column made = values.composite(name, kept);
        columns.add(made);
        columns.add(values.arrayOf(made));
    }

    @AfterAll
    static void stop() {
        audience.close();
        database.close();
    }

    @Test
    void everyValueIsWhatToJsonbGives() throws Exception {
        int compared = 0;
        Table table = database.shape("kinds");
        PublishedTable declared = audience.catalog.current().table(table.oid());
        RowJson json = new RowJson(table, declared);
        Set<String> all =
                table.columns().stream().map(Table.Column::name).collect(Collectors.toSet());
        while (compared < COMPARED) {
            // Given
            database.run("truncate kinds");
            for (int id = 1; id <= BATCH; id++) {
                String values =
                        columns.stream()
                                .map(RandomValues.Column::value)
                                .collect(Collectors.joining(", "));
                database.run("insert into kinds values (" + id + ", " + values + ")");
            }
            List<Row> rows = database.rows(table);
            for (int id = 1; id <= BATCH; id++) {
                // When
                byte[] told =
                        json.render(audience.inserted(table, rows.get(id - 1)), all, Old.IDENTITY);
                JsonNode ours = JSON.readTree(told).path("record");
                JsonNode theirs =
                        JSON.readTree(
                                database.text("select to_jsonb(k) from kinds k where id = " + id));

                // Then
                for (int index = 0; index < columns.size(); index++) {
                    String type = columns.get(index).type();
                    JsonNode one = ours.path("c" + index);
                    JsonNode expected = expected(type, theirs.path("c" + index));
                    assertThat(one.equals(RandomValuesIT::compare, expected))
                            .as("seed %d, %s is %s, ours %s", SEED, type, expected, one)
                            .isTrue();
                    compared++;
                }
            }
        }
        System.out.printf("values: seed=%d compared=%d%n", SEED, compared);
    }

    /** Where clients expect something else than {@code to_jsonb} gives. */
    private static JsonNode expected(String type, JsonNode theirs) {
        if (!theirs.isTextual()) {
            return theirs;
        }
        boolean number = type.startsWith("numeric") || type.startsWith("float");
        if (number && !type.endsWith("[]")) {
            return NullNode.getInstance(); // NaN and the infinities
        }
        return type.equals("bytea") ? TextNode.valueOf(theirs.textValue().substring(2)) : theirs;
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
}
