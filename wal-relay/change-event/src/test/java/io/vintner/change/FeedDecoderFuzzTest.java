package io.vintner.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the lines: messages, or the declared exception. The usual build tries the examples of
 * the contract and random changes of them; with {@code JAZZER_FUZZ=1} in the environment Jazzer
 * searches on from there.
 */
class FeedDecoderFuzzTest {

    private static final int TRIES = 2_000;
    private static final Path EXAMPLES = Path.of("../../docs/contracts/change-feed");
    private static final List<String> NAMES =
            List.of(
                    "opened",
                    "table",
                    "insert",
                    "update",
                    "delete",
                    "truncate",
                    "progress",
                    "progress-before-any-commit",
                    "gap");

    static Stream<byte[]> realStreams() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (String name : NAMES) {
            stream.write(Files.readAllBytes(EXAMPLES.resolve(name + ".json")));
        }
        return Stream.of(stream.toByteArray());
    }

    @MethodSource("realStreams")
    @FuzzTest(maxDuration = "5m")
    void whateverTheLinesAreTheyAreMessagesOrRefused(byte[] stream) {
        decodeOrRefuse(stream);
    }

    @Test
    void aRealStreamThatWasChangedIsMessagesOrRefused() throws IOException {
        Random chance = new Random(1);
        byte[] stream = realStreams().findFirst().orElseThrow();
        for (int round = 0; round < TRIES; round++) {
            byte[] changed = stream.clone();
            for (int change = chance.nextInt(3); change >= 0; change--) {
                changed[chance.nextInt(changed.length)] = (byte) chance.nextInt();
            }
            decodeOrRefuse(changed);
        }
    }

    @Test
    void aRealStreamIsMessages() throws IOException {
        assertThat(decodeOrRefuse(realStreams().findFirst().orElseThrow())).isEqualTo(NAMES.size());
    }

    /** The number of messages. */
    private static int decodeOrRefuse(byte[] stream) {
        FeedDecoder decoder = new FeedDecoder();
        int messages = 0;
        for (String line : new String(stream, StandardCharsets.ISO_8859_1).lines().toList()) {
            try {
                decoder.decode(line.getBytes(StandardCharsets.ISO_8859_1));
                messages++;
            } catch (MalformedFeedException refused) {
                // As declared; a reader connects again.
            }
        }
        return messages;
    }
}
