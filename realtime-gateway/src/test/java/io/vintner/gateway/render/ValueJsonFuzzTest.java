package io.vintner.gateway.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vintner.gateway.catalog.PgType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the text of an array, a composite or an hstore: it becomes JSON, if need be a string, in
 * a time that does not outgrow the text. The usual build tries real values and random changes of
 * them; with {@code JAZZER_FUZZ=1} in the environment Jazzer searches on from there.
 */
class ValueJsonFuzzTest {

    private static final int TRIES = 20_000;
    private static final int LONG = 2_000_000;
    private static final Duration LONG_MAX = Duration.ofSeconds(5);
    private static final String CHARACTERS = "{}()[],;:=\"\\ NUL01a->\n\0ä\uD83D\uDE00";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final PgType INT = builtIn("int4");
    private static final PgType TEXT = builtIn("text");
    private static final PgType INTS = new PgType.ArrayOf(2, PgType.BUILT_IN, "_int4", INT, ',');
    private static final PgType PAIR =
            new PgType.Composite(
                    3,
                    "public",
                    "pair",
                    List.of(
                            new PgType.Field("a", TEXT),
                            new PgType.Field("b", INTS),
                            new PgType.Field("c", builtIn("timestamptz"))));
    private static final List<PgType> TYPES =
            List.of(
                    INT,
                    builtIn("bool"),
                    builtIn("bytea"),
                    builtIn("timestamp"),
                    builtIn("timestamptz"),
                    builtIn("int2vector"),
                    builtIn("oidvector"),
                    INTS,
                    new PgType.ArrayOf(4, PgType.BUILT_IN, "_text", TEXT, ','),
                    new PgType.ArrayOf(5, PgType.BUILT_IN, "_box", builtIn("box"), ';'),
                    PAIR,
                    new PgType.ArrayOf(6, "public", "_pair", PAIR, ','),
                    new PgType.Scalar(7, "public", "hstore"));

    private static PgType builtIn(String name) {
        return new PgType.Scalar(1, PgType.BUILT_IN, name);
    }

    static Stream<byte[]> realValues() {
        return texts().map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private static Stream<String> texts() {
        return Stream.of(
                "{1,2,NULL}",
                "[0:1]={7,8}",
                "{{1,2},{3,4}}",
                "{a,\"b,c\",\"q\\\"\\\\\"}",
                "{(1,1),(0,0);(2,2),(1,1)}",
                "(\"Main, St \"\"1\"\"\",\"{1,2}\",\"2026-01-02 03:04:05+00\")",
                "(,,)",
                "{\"(\\\"a b\\\",{},)\",\"(x,,)\"}",
                "\"a\"=>\"1\", \"b\"=>NULL",
                "1 2",
                "2026-01-02 03:04:05.1+00 BC",
                "\\xdeadbeef",
                "t",
                "-1");
    }

    @MethodSource("realValues")
    @FuzzTest(maxDuration = "5m")
    void whateverTheTextIsItBecomesJson(byte[] bytes) {
        write(new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void aRealValueThatWasChangedBecomesJson() {
        Random chance = new Random(1);
        List<String> values = texts().toList();
        for (int round = 0; round < TRIES; round++) {
            StringBuilder value = new StringBuilder(values.get(chance.nextInt(values.size())));
            for (int change = chance.nextInt(4); change >= 0; change--) {
                char any = CHARACTERS.charAt(chance.nextInt(CHARACTERS.length()));
                int at = chance.nextInt(value.length() + 1);
                if (at < value.length() && chance.nextBoolean()) {
                    value.setCharAt(at, any);
                } else {
                    value.insert(at, any);
                }
            }
            write(value.toString());
        }
    }

    static Stream<String> longTexts() {
        return Stream.of(
                "{".repeat(LONG),
                "{" + "{},".repeat(LONG / 3) + "{}}",
                "{" + "\"\\\\\",".repeat(LONG / 5) + "1}",
                "(" + "\"\"".repeat(LONG / 2) + ",,)",
                "(".repeat(LONG),
                "\"a\"=>\"b\", ".repeat(LONG / 10),
                "[".repeat(LONG),
                "1 ".repeat(LONG / 2),
                "9".repeat(LONG));
    }

    @MethodSource("longTexts")
    @ParameterizedTest(name = "{index}")
    void aLongTextTakesNoLongTime(String text) {
        // Given
        long before = System.nanoTime();

        // When
        for (PgType type : TYPES) {
            ValueJson.of(type).write(text, new JsonText(text.length()));
        }

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LONG_MAX);
    }

    private static void write(String text) {
        for (PgType type : TYPES) {
            JsonText json = new JsonText(64);
            ValueJson.of(type).write(text, json);
            assertThatCode(() -> read(json))
                    .as("%s of '%s'", type.name(), text)
                    .doesNotThrowAnyException();
        }
    }

    private static JsonNode read(JsonText json) throws java.io.IOException {
        return JSON.reader()
                .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(json.toBytes());
    }
}
