package io.vintner.relay.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes: a message, or the declared exception, and never more memory than the bytes
 * are worth. The usual build tries real messages and random changes of them; with {@code
 * JAZZER_FUZZ=1} in the environment Jazzer searches on from there.
 */
class PgOutputDecoderFuzzTest {

    private static final int TRIES = 20_000;
    private static final String TAGS = "BCORYIUDTM";

    /** A count of two bytes may reserve an array before the first value is missed. */
    private static final long ALLOCATED_MAX = 1024 * 1024;

    private static final long ALLOCATED_PER_BYTE_MAX = 64;

    private final PgOutputDecoder decoder = new PgOutputDecoder();

    static Stream<byte[]> realMessages() throws IOException {
        return GoldenMessagesTest.lines()
                .map(line -> HexFormat.of().parseHex(line, 0, line.indexOf('|')));
    }

    @MethodSource("realMessages")
    @FuzzTest(maxDuration = "5m")
    void whateverTheBytesAreTheyAreAMessageOrRefused(byte[] bytes) {
        decodeOrRefuse(bytes); // what it needs once is not counted
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        decodeOrRefuse(bytes);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .isLessThan(ALLOCATED_MAX + ALLOCATED_PER_BYTE_MAX * bytes.length);
    }

    @Test
    void randomBytesAreAMessageOrRefused() {
        Random chance = new Random(1);
        for (int round = 0; round < TRIES; round++) {
            byte[] bytes = new byte[1 + chance.nextInt(200)];
            chance.nextBytes(bytes);
            decodeOrRefuse(bytes);
            bytes[0] = (byte) TAGS.charAt(chance.nextInt(TAGS.length()));
            decodeOrRefuse(bytes);
        }
    }

    @Test
    void aRealMessageThatWasChangedIsAMessageOrRefused() throws IOException {
        Random chance = new Random(2);
        byte[][] messages = realMessages().toArray(byte[][]::new);
        for (int round = 0; round < TRIES; round++) {
            byte[] bytes = messages[chance.nextInt(messages.length)].clone();
            for (int change = chance.nextInt(4); change >= 0; change--) {
                bytes[chance.nextInt(bytes.length)] = (byte) chance.nextInt();
            }
            decodeOrRefuse(bytes);
        }
    }

    @Test
    void aRealMessageThatWasCutShortIsRefused() throws IOException {
        realMessages()
                .forEach(bytes -> {
                    for (int length = 0; length < bytes.length; length++) {
                        assertThat(isMessage(ByteBuffer.wrap(bytes, 0, length)))
                                .as("the first %d bytes of %s", length, bytes)
                                .isFalse();
                    }
                });
    }

    private void decodeOrRefuse(byte[] bytes) {
        assertThat(isMessage(ByteBuffer.wrap(bytes))).isIn(true, false);
    }

    private boolean isMessage(ByteBuffer bytes) {
        try {
            return !decoder.decode(bytes).toString().isEmpty();
        } catch (MalformedPgOutputException refused) {
            return false;
        }
    }
}
