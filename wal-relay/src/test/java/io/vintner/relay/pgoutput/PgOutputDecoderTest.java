package io.vintner.relay.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.relay.pgoutput.PgOutputMessage.Before;
import io.vintner.relay.pgoutput.PgOutputMessage.Begin;
import io.vintner.relay.pgoutput.PgOutputMessage.Column;
import io.vintner.relay.pgoutput.PgOutputMessage.Commit;
import io.vintner.relay.pgoutput.PgOutputMessage.Delete;
import io.vintner.relay.pgoutput.PgOutputMessage.Insert;
import io.vintner.relay.pgoutput.PgOutputMessage.Message;
import io.vintner.relay.pgoutput.PgOutputMessage.Origin;
import io.vintner.relay.pgoutput.PgOutputMessage.Relation;
import io.vintner.relay.pgoutput.PgOutputMessage.Truncate;
import io.vintner.relay.pgoutput.PgOutputMessage.Tuple;
import io.vintner.relay.pgoutput.PgOutputMessage.Update;
import io.vintner.relay.pgoutput.PgOutputMessage.Value;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgOutputDecoderTest {

    private static final Instant ONE_SECOND_IN = Instant.parse("2000-01-01T00:00:01Z");

    private final PgOutputDecoder decoder = new PgOutputDecoder();

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(
                        "42 00000000016B3748 00000000000F4240 FFFFFFFF",
                        new Begin(new Lsn(0x16B3748), ONE_SECOND_IN, 4294967295L)),
                Arguments.of(
                        "43 00 FFFFFFFFFFFFFFFE FFFFFFFFFFFFFFFF 00000000000F4240",
                        new Commit(new Lsn(-2), new Lsn(-1), ONE_SECOND_IN)),
                Arguments.of("4F 0000000000000001 6E6F72746800", new Origin(new Lsn(1), "north")),
                Arguments.of(
                        "52 00004001 7300 7400 66 0002 01 6964 00 00000017 FFFFFFFF"
                                + " 00 C3BC00 00000413 00000008",
                        new Relation(
                                16385,
                                "s",
                                "t",
                                'f',
                                List.of(
                                        new Column(true, "id", 23, -1),
                                        new Column(false, "ü", 1043, 8)))),
                Arguments.of(
                        "59 F0000000 7075626C696300 6D6F6F6400",
                        new PgOutputMessage.Type(4026531840L, "public", "mood")),
                Arguments.of(
                        "49 00004001 4E 0003 74 00000002 3432 6E 74 00000000",
                        new Insert(
                                16385,
                                tuple(new Value.Text("42"), Value.NULL, new Value.Text("")))),
                Arguments.of(
                        "55 00004001 4E 0002 6E 75",
                        new Update(16385, null, tuple(Value.NULL, Value.UNCHANGED))),
                Arguments.of(
                        "55 00004001 4B 0001 74 00000001 31 4E 0001 74 00000001 32",
                        new Update(
                                16385,
                                new Before.Key(tuple(new Value.Text("1"))),
                                tuple(new Value.Text("2")))),
                Arguments.of(
                        "55 00004001 4F 0001 6E 4E 0001 75",
                        new Update(
                                16385, new Before.Full(tuple(Value.NULL)), tuple(Value.UNCHANGED))),
                Arguments.of(
                        "44 00004001 4B 0001 74 00000001 31",
                        new Delete(16385, new Before.Key(tuple(new Value.Text("1"))))),
                Arguments.of(
                        "44 00004001 4F 0001 74 00000001 31",
                        new Delete(16385, new Before.Full(tuple(new Value.Text("1"))))),
                Arguments.of(
                        "54 00000002 03 00004001 00004002",
                        new Truncate(List.of(16385L, 16386L), true, true)),
                Arguments.of(
                        "54 00000001 00 00004001", new Truncate(List.of(16385L), false, false)),
                Arguments.of(
                        "4D 01 0000000000000007 6D00 00000003 010203",
                        new Message(true, new Lsn(7), "m", 3)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void eachKindOfMessageIsRead(String hex, PgOutputMessage expected) {
        assertThat(decoder.decode(bytes(hex))).isEqualTo(expected);
    }

    @Test
    void readsFromTheMiddleOfAnArray() {
        // Given
        ByteBuffer padded = bytes("FFFF 54 00000001 00 00004001").position(2).slice();

        // When
        PgOutputMessage message = decoder.decode(padded);

        // Then
        assertThat(message).isEqualTo(new Truncate(List.of(16385L), false, false));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | '?' cut short",
                "5A | unknown tag 'Z'",
                "00 | unknown tag '\\x00'",
                "FF | unknown tag '\\xFF'",
                "42 | 'B' cut short",
                "42 00000000016B3748 00000000000F4240 FFFFFF | 'B' cut short",
                "42 00000000016B3748 00000000000F4240 FFFFFFFF 00 | 1 bytes left after 'B'",
                "43 00 0000000000000001 0000000000000001 00000000000F42 | 'C' cut short",
                "4F 0000000000000001 6E6F | 'O' cut short",
                "4F 0000000000000001 6E00 00 | 1 bytes left after 'O'",
                "59 00004001 7300 74 | 'Y' cut short",
                "55 00004001 | 'U' cut short",
                "55 00004001 4B 0001 6E | 'U' cut short",
                "55 00004001 4B 0001 6E 4B 0000 | unknown new row 'K'",
                "55 00004001 58 | unknown old row 'X'",
                "55 00004001 4E 0001 | 'U' cut short",
                "49 00004001 4E 0000 00 | 1 bytes left after 'I'",
                "49 00004001 4E FFFF | negative count -1",
                "49 00004001 4E 0002 6E | 'I' cut short",
                "49 00004001 4E 0001 74 7FFFFFFF 00 | 'I' cut short",
                "49 00004001 4E 0001 74 FFFFFFFF | negative count -1",
                "49 00004001 4E 0001 74 000000 | 'I' cut short",
                "49 00004001 4E 0001 62 00000000 | unknown value 'b'",
                "49 00004001 4E 0001 00 | unknown value '\\x00'",
                "49 00004001 4B 0000 | unknown new row 'K'",
                "44 00004001 4E 0000 | unknown old row 'N'",
                "44 00004001 4B 0001 6E 4E 0000 | 3 bytes left after 'D'",
                "52 00004001 73 | 'R' cut short",
                "52 00004001 7300 7400 7A 0000 | unknown replica identity 'z'",
                "52 00004001 7300 7400 64 FFFF | negative count -1",
                "52 00004001 7300 7400 64 0001 01 6964 | 'R' cut short",
                "52 00004001 7300 7400 64 0002 01 6900 00000017 FFFFFFFF | 'R' cut short",
                "52 00004001 7300 7400 64 0000 00 | 1 bytes left after 'R'",
                "54 7FFFFFFF 00 00000001 | 'T' cut short",
                "54 FFFFFFFF 00 | negative count -1",
                "54 00000001 00 00004001 00 | 1 bytes left after 'T'",
                "4D 00 0000000000000001 00 00000009 | 'M' cut short",
                "4D 00 0000000000000001 00 FFFFFFFF | negative count -1",
                "4D 00 0000000000000001 00 00000000 00 | 1 bytes left after 'M'",
            })
    void refusesBytesThatAreNoMessage(String hex, String complaint) {
        assertThatThrownBy(() -> decoder.decode(bytes(hex)))
                .isInstanceOf(MalformedPgOutputException.class)
                .hasMessage(complaint);
    }

    /** Of protocol versions 2 to 4: streamed transactions and two-phase commit. */
    @ParameterizedTest
    @ValueSource(chars = {'S', 'E', 'c', 'A', 'b', 'P', 'K', 'r', 'p'})
    void messagesOfNewerProtocolsAreRefused(char tag) {
        // Given
        ByteBuffer message = ByteBuffer.allocate(64).put(0, (byte) tag);

        // Then
        assertThatThrownBy(() -> decoder.decode(message))
                .isInstanceOf(MalformedPgOutputException.class)
                .hasMessage("unknown tag '%c'", tag);
    }

    static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static Tuple tuple(Value... values) {
        return new Tuple(List.of(values));
    }
}
