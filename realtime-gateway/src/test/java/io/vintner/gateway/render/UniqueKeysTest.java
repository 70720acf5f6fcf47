package io.vintner.gateway.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UniqueKeysTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "3                             | 3",
                "{\"a\":1}                     | {\"a\":1}",
                "{\"a\" : 1 , \"b\" : 2}       | {\"a\" : 1 , \"b\" : 2}",
                "{\"a\":1,\"a\":2}             | {\"a\":2}",
                "{\"a\":1,\"b\":2,\"a\":3}     | {\"b\":2,\"a\":3}",
                "{\"a\":1,\"a\":2,\"a\":3}     | {\"a\":3}",
                "{\"a\":{\"x\":1,\"x\":2},\"a\":[{\"y\":1,\"y\":2}]} | {\"a\":[{\"y\":2}]}",
                "{\"a\":\"a\",\"b\":\"a\"}     | {\"a\":\"a\",\"b\":\"a\"}",
                "[{\"a\":1},{\"a\":2}]         | [{\"a\":1},{\"a\":2}]",
                "{\"\\u0061\":1,\"a\":2}       | {\"a\":2}",
                "{\"\\\"\":1,\"\\\"\":\",\"}   | {\"\\\"\":\",\"}",
                "{\"a\":[1,2],\"b\":{},\"a\":null} | {\"b\":{},\"a\":null}",
            })
    void theLastValueOfAKeyStays(String text, String kept) {
        // Given, When, Then
        assertThat(UniqueKeys.of(text)).isEqualTo(kept);
    }

    @Test
    void neitherDepthNorLengthMatters() {
        // Given
        int depth = 300_000;
        String deep = "{\"a\":0,\"a\":".repeat(depth) + "1" + "}".repeat(depth);
        long before = System.nanoTime();

        // When
        String kept = UniqueKeys.of(deep);

        // Then
        assertThat(kept).isEqualTo("{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }
}
