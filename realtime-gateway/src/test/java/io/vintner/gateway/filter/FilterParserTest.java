package io.vintner.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.filter.FilterParser.Parsed;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id=eq.5                   | id EQ 5",
                " id=eq.5 , n=neq.6        | id EQ 5; n NEQ 6",
                "id=not.lt.5               | id not LT 5",
                "a=gte.1.5                 | a GTE 1.5",
                "a=eq.b=c                  | a EQ b=c",
                "a=eq.                     | a EQ ",
                "a=eq.\"\"                 | a EQ ",
                "a=eq.\"x,y\"              | a EQ x,y",
                "a=eq.\"x\\\"y\\\\z\"      | a EQ x\"y\\z",
                "a=eq.\"open               | a EQ \"open",
                "a=eq.\"x\"y               | a EQ \"x\"y",
                "a=eq.f(x,y)               | a EQ f(x,y)",
                "a=eq.x\"y,b=eq.1          | a EQ x\"y; b EQ 1",
                "a=in.(1,2)                | a IN {1,2}",
                "a=in.()                   | a IN {}",
                "a=in.(\"x,y\",\"z)\"),b=eq.1 | a IN {\"x,y\",\"z)\"}; b EQ 1",
                "a=is.null                 | a IS null",
                "a=isdistinct.1            | a ISDISTINCT 1",
                "a=not.in.(1)              | a not IN {1}",
                "a=eq.),b=eq.1             | a EQ ); b EQ 1",
            })
    void readsTheGrammar(String filter, String terms) {
        // Given, When
        Parsed parsed = FilterParser.parse(filter);

        // Then
        assertThat(parsed).isInstanceOf(Parsed.Terms.class);
        assertThat(printed(((Parsed.Terms) parsed).list()).strip()).isEqualTo(terms.strip());
    }

    private static String printed(List<FilterTerm> terms) {
        return terms.stream()
                .map(term ->
                        term.column()
                                + (term.negated() ? " not " : " ")
                                + term.operator()
                                + " "
                                + term.value())
                .collect(Collectors.joining("; "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "wrong         | [\"wrong\"]",
                "undefined     | [\"undefined\"]",
                "id=5          | [\"5\"]",
                "id=foo.hey    | [\"foo\", \"hey\"]",
                "id=EQ.5       | [\"EQ\", \"5\"]",
                "a=fo\"o.x\\   | [\"fo\\\"o\", \"x\\\\\"]",
                "a=in.1,2      | ~in~ filter value must be wrapped by parentheses",
                "a=eq.1,       | filter must not contain empty segments (check for extra commas)",
                ",             | filter must not contain empty segments (check for extra commas)",
            })
    void complainsInUpstreamsWords(String filter, String complaint) {
        // Given, When
        Parsed parsed = FilterParser.parse(filter);

        // Then
        assertThat(parsed).isEqualTo(new Parsed.Malformed(complaint.replace('~', '`')));
    }

    @Test
    void aBlankFilterIsNone() {
        // Given, When, Then
        assertThat(FilterParser.parse("  ")).isEqualTo(new Parsed.Terms(List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "(1,2)            | [1, 2]",
                "( 1 , 2 3 )      | [1, 2 3]",
                "()               | []",
                "(null,NULL,\"null\") | [null, null, null]",
                "(\"a,b\",\"\\\"\") | [a,b, \"]",
                "(a\\,b)          | [a,b]",
            })
    void readsListsAsArrayLiterals(String list, String elements) {
        // Given
        FilterTerm term = ((Parsed.Terms) FilterParser.parse("a=in." + list)).list().getFirst();

        // When, Then
        assertThat(String.valueOf(term.elements())).isEqualTo(elements);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{1,,2}", "{,}", "{{1}}", "{\"a}", "{a\"b}", "{\"a\"b}", "{a", "1", "{a\\}"})
    void refusesWhatIsNoArrayLiteral(String literal) {
        // Given
        FilterTerm term = new FilterTerm("a", false, Operator.IN, literal);

        // When, Then
        assertThat(term.elements()).isNull();
    }

    @Test
    void soManyConditionsAreEnough() {
        // Given
        String enough = "a=eq.1" + ",a=eq.1".repeat(99);

        // When, Then
        assertThat(((Parsed.Terms) FilterParser.parse(enough)).list()).hasSize(100);
        assertThat(FilterParser.parse(enough + ",a=eq.1"))
                .isEqualTo(new Parsed.Malformed("too many conditions. Maximum 100"));
    }
}
