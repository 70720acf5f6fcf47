package io.vintner.relay.transaction;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.Generation;
import io.vintner.relay.pgoutput.MalformedPgOutputException;
import io.vintner.relay.pgoutput.PgOutputDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever messages come, in whatever order: events, or the declared exception. */
class TransactionAssemblerFuzzTest {

    private static final int TRIES = 2_000;

    /** Real messages, each after two bytes with its length. */
    static Stream<byte[]> realSessions() throws IOException {
        ByteArrayOutputStream session = new ByteArrayOutputStream();
        for (String line : Files.readAllLines(Path.of("src/test/resources/pgoutput-18.txt"))) {
            byte[] message = HexFormat.of().parseHex(line, 0, line.indexOf('|'));
            session.write(message.length >> 8);
            session.write(message.length);
            session.write(message);
        }
        return Stream.of(session.toByteArray());
    }

    @MethodSource("realSessions")
    @FuzzTest(maxDuration = "5m")
    void whateverTheMessagesAreTheyAreEventsOrRefused(byte[] session) {
        assembleOrRefuse(session);
    }

    @Test
    void aRealSessionThatWasChangedIsEventsOrRefused() throws IOException {
        Random chance = new Random(3);
        byte[] session = realSessions().findFirst().orElseThrow();
        for (int round = 0; round < TRIES; round++) {
            byte[] changed = session.clone();
            changed[chance.nextInt(changed.length)] = (byte) chance.nextInt();
            assembleOrRefuse(changed);
        }
    }

    private static void assembleOrRefuse(byte[] session) {
        PgOutputDecoder decoder = new PgOutputDecoder();
        TransactionAssembler assembler =
                new TransactionAssembler(
                        new Generation(1, 1, 1),
                        new RelationCatalog(),
                        new NoFacts(),
                        new NoSink());
        ByteBuffer bytes = ByteBuffer.wrap(session);
        try {
            while (bytes.remaining() > 2) {
                int length = Math.min(Short.toUnsignedInt(bytes.getShort()), bytes.remaining());
                ByteBuffer message = bytes.slice(bytes.position(), length);
                bytes.position(bytes.position() + length);
                assembler.accept(decoder.decode(message));
            }
        } catch (MalformedPgOutputException refused) {
            // As declared; the relay stops.
        }
    }

    private static final class NoFacts implements TableFacts {
        @Override
        public PrimaryKey primaryKey(long tableOid) {
            return PrimaryKey.NONE;
        }

        @Override
        public Map<Long, TypeName> typeNames(Collection<Long> typeOids) {
            return Map.of();
        }
    }

    private static final class NoSink implements ChangeSink {
        @Override
        public void changed(ChangeEvent event) {}

        @Override
        public void committed(ChangePosition end, Instant committedAt) {}
    }
}
