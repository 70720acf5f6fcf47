package io.vintner.trellis.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogChunkTest {

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "'a\0b\0', a\uFFFDb\uFFFD",
        "\uD83C\uDF77, \uD83C\uDF77",
        "\uD83Cx, \uFFFDx",
        "x\uDF77, x\uFFFD",
        "x\uD83C, x\uFFFD",
        "\uDF77\uD83C, \uFFFD\uFFFD",
    })
    void onlyWhatPostgresCannotHoldIsReplaced(String sent, String stored) {
        assertThat(new LogChunk(1, StreamType.STDOUT, sent, null, null).storable().logChunk())
                .isEqualTo(stored);
    }
}
