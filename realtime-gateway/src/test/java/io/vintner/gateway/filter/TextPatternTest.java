package io.vintner.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "a ~ xay ~ TRUE",
                "^a ~ xa ~ FALSE",
                "a$ ~ xa ~ TRUE",
                "^(a|b)+$ ~ abba ~ TRUE",
                "^(a|b)+$ ~ abca ~ FALSE",
                "a{2,3}b ~ aab ~ TRUE",
                "^a{2,3}b ~ aaaab ~ FALSE",
                "^a{0}b$ ~ b ~ TRUE",
                "[^a] ~ aaa ~ FALSE",
                "[]a] ~ ] ~ TRUE",
                "a.c ~ abc ~ TRUE",
                "(?:x*)*y ~ xxy ~ TRUE",
                "a??b ~ b ~ TRUE",
                "\\. ~ a ~ FALSE",
                "^\\d+$ ~ 123 ~ TRUE",
            })
    void anExpressionIsFollowedInAllItsWays(String pattern, String text, Truth truth) {
        // Given
        RegexPattern regex = RegexPattern.of(pattern.strip(), false, true);

        // When, Then
        assertThat(regex).isNotNull();
        assertThat(regex.matches(text.strip())).isEqualTo(truth);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a|",
                "()",
                "a**",
                "*a",
                "^*",
                "(?i)a",
                "(?=a)",
                "[[:alpha:]]",
                "[a",
                "a)",
                "(a",
                "a{",
                "a{,2}",
                "a{300}",
                "a{2,1}",
                "\\y",
                "\\1",
                "[b-a]",
                "[a-c-e]",
                "[\\w]",
                "***=a",
                "a\\",
                "((((a{100}){100}){100}){100})"
            })
    void whatMeansSomethingElseElsewhereIsLeftToPostgres(String pattern) {
        // Given, When, Then
        assertThat(RegexPattern.of(pattern, false, true)).isNull();
    }

    @Test
    void casesAndClassesAreKnownForAsciiUnderABytewiseCollationOnly() {
        // Given
        RegexPattern anyCase = RegexPattern.of("^[a-c]X", true, true);
        RegexPattern digits = RegexPattern.of("\\w", false, true);

        // When, Then
        assertThat(anyCase.matches("Bx")).isEqualTo(Truth.TRUE);
        assertThat(anyCase.matches("ä")).isEqualTo(Truth.ASKED);
        assertThat(digits.matches("ä")).isEqualTo(Truth.ASKED);
        assertThat(RegexPattern.of("a", true, false)).isNull();
        assertThat(RegexPattern.of("ä", true, true)).isNull();
        assertThat(RegexPattern.of("\\w", false, false)).isNull();
        assertThat(new LikePattern("Ab%", true).matches("aBc")).isEqualTo(Truth.TRUE);
        assertThat(new LikePattern("Ab%", true).matches("aBä")).isEqualTo(Truth.ASKED);
    }

    @Test
    void aPatternThatTakesTooManyStepsIsLeftToPostgresInTime() {
        // Given
        String text = "a".repeat(1_000_000);
        LikePattern like = new LikePattern("%" + "a".repeat(900) + "b", false);
        RegexPattern regex = RegexPattern.of("(a?){200}(a*)*b", false, true);
        long before = System.nanoTime();

        // When
        Truth liked = like.matches(text);
        Truth matched = regex.matches(text);

        // Then
        assertThat(liked).isEqualTo(Truth.ASKED);
        assertThat(matched).isEqualTo(Truth.ASKED);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }
}
