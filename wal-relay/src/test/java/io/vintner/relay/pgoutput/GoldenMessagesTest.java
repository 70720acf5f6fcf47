package io.vintner.relay.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages as PostgreSQL 18 wrote them, with what they mean; see {@link GoldenMessagesIT}. */
class GoldenMessagesTest {

    static Stream<String> lines() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/pgoutput-18.txt")).stream();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void readsWhatPostgresWrote(String line) {
        // Given
        int bar = line.indexOf('|');
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(line, 0, bar));

        // When
        PgOutputMessage message = new PgOutputDecoder().decode(bytes);

        // Then
        assertThat(message).hasToString(line.substring(bar + 1));
    }
}
