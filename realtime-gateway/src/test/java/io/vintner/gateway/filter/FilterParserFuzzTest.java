package io.vintner.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.PublishedTable.Kind;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.catalog.TableColumn.Collation;
import io.vintner.gateway.filter.FilterParser.Parsed;
import io.vintner.gateway.filter.Operands.Operand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the text: a filter, or a declared refusal, in a time that does not outgrow the text. The
 * usual build tries real filters and random changes of them; with {@code JAZZER_FUZZ=1} in the
 * environment Jazzer searches on from there.
 */
class FilterParserFuzzTest {

    private static final int TRIES = 20_000;
    private static final int LONG = 2_000_000;

    /** A thousand times what these texts take; what grows with the square would take hours. */
    private static final Duration LONG_MAX = Duration.ofSeconds(5);

    private static final String CHARACTERS = "ab=.,\"\\() {}[]^$*+?|%_-1\n\0ä\uD83D\uDE00";

    private static final PublishedTable TABLE =
            new PublishedTable(
                    1,
                    "public",
                    "t",
                    false,
                    Set.of(Kind.INSERT),
                    List.of(
                            column("a", "text"),
                            column("b", "int4"),
                            column("c", "bool"),
                            column("d", "inet")),
                    Map.of());

    /** Nobody can ask PostgreSQL here: what only it could read counts as refused by it. */
    private static final Operands PLAIN_ONLY =
            new Operands() {
                @Override
                public List<Operand> read(PgType type, List<String> texts) {
                    return texts.stream().map(text -> operand(type, text)).toList();
                }

                private Operand operand(PgType type, String text) {
                    String known = KnownTexts.as(text, type.name());
                    return known == null
                            ? new Operand.Refused("not known")
                            : new Operand.Canonical(known);
                }

                @Override
                public Operand tried(ValueComparison comparison, String value, String operand) {
                    return new Operand.Canonical(operand);
                }
            };

    private static TableColumn column(String name, String type) {
        return new TableColumn(
                name, new PgType.Scalar(1, PgType.BUILT_IN, type), false, false, Collation.BYTES);
    }

    static Stream<byte[]> realFilters() {
        return Stream.of(
                        "a=eq.x",
                        "b=gt.5,a=not.like.\"x%,\\\"y\"",
                        "a=in.(x,\"y,z\",null)",
                        "c=is.true",
                        "c=not.is.null",
                        "a=isdistinct.x",
                        "a=match.^[a-c]{1,3}(x|y)*$",
                        "a=imatch.\\d+\\.[^x]?",
                        "a=ilike.%A_b%",
                        "d=eq.::1",
                        "a=neq.\"\"",
                        "b=in.()")
                .map(filter -> filter.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("realFilters")
    @FuzzTest(maxDuration = "5m")
    void whateverTheTextIsItIsAFilterOrRefused(byte[] bytes) {
        parse(new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void aRealFilterThatWasChangedIsAFilterOrRefused() {
        Random chance = new Random(1);
        List<String> filters =
                realFilters().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
        for (int round = 0; round < TRIES; round++) {
            StringBuilder filter = new StringBuilder(filters.get(chance.nextInt(filters.size())));
            for (int change = chance.nextInt(5); change >= 0; change--) {
                char any = CHARACTERS.charAt(chance.nextInt(CHARACTERS.length()));
                int at = chance.nextInt(filter.length() + 1);
                if (at < filter.length() && chance.nextBoolean()) {
                    filter.setCharAt(at, any);
                } else {
                    filter.insert(at, any);
                }
            }
            parse(filter.toString());
        }
    }

    static Stream<String> longTexts() {
        return Stream.of(
                "a=eq.x,".repeat(LONG / 7),
                "a=in.(" + "x,".repeat(LONG / 2) + "x)",
                "a=in.(" + "\\".repeat(LONG) + ")",
                "a=in.(" + " ".repeat(LONG) + "x)",
                "a=eq." + "\"".repeat(LONG),
                "a=eq.\"" + "\\\"".repeat(LONG / 2) + "\"",
                "a=eq." + "(".repeat(LONG),
                "(".repeat(LONG) + ")".repeat(LONG),
                ",".repeat(LONG),
                "=".repeat(LONG),
                "a=eq.".repeat(LONG / 5),
                "a=like." + "%a".repeat(LONG / 2),
                "a=match." + "(".repeat(LONG),
                "a=match." + "((((a{0}){255}){255}){255}){255}",
                "a=match." + "(".repeat(400) + "a" + "){255}".repeat(99));
    }

    @MethodSource("longTexts")
    @ParameterizedTest(name = "{index}")
    void aLongTextTakesNoLongTime(String text) {
        // Given
        long before = System.nanoTime();

        // When
        parse(text);

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LONG_MAX);
    }

    private static void parse(String text) {
        switch (FilterParser.parse(text)) {
            case Parsed.Malformed(String complaint) -> assertThat(complaint).isNotEmpty();
            case Parsed.Terms(List<FilterTerm> terms) -> bind(terms);
        }
    }

    private static void bind(List<FilterTerm> terms) {
        switch (new RowFilter(TABLE, Set.of("a", "b", "c", "d"), PLAIN_ONLY).bind(terms)) {
            case RowFilter.Bound.Invalid(String complaint) -> assertThat(complaint).isNotEmpty();
            case RowFilter.Bound.Unavailable _ -> throw new AssertionError("nobody was away");
            case RowFilter.Bound.Test(RowTest test) -> decide(test);
        }
    }

    private static void decide(RowTest test) {
        RowView row =
                new RowView() {
                    @Override
                    public io.vintner.change.ColumnValue value(String column) {
                        return switch (column) {
                            case "a" -> new io.vintner.change.ColumnValue.Present("aaaab\\x\"");
                            case "b" -> new io.vintner.change.ColumnValue.Present("5");
                            case "c" -> io.vintner.change.ColumnValue.NULL;
                            default -> io.vintner.change.ColumnValue.ABSENT;
                        };
                    }

                    @Override
                    public Truth answer(Question question) {
                        return Truth.ASKED;
                    }

                    @Override
                    public Truth answer(ValueQuestion question) {
                        return Truth.ASKED;
                    }
                };
        assertThat(test.test(row)).isNotNull();
    }
}
