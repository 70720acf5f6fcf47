package io.vintner.relay.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the bytes: a message, or the declared exception. */
class PgOutputDecoderPropertyTest {

    private static final String TAGS = "BCORYIUDTM";

    private final PgOutputDecoder decoder = new PgOutputDecoder();

    @Property
    void arbitraryBytesAreAMessageOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
        decodeOrRefuse(bytes);
    }

    @Property
    void arbitraryBytesAfterAKnownTagAreAMessageOrRefused(
            @ForAll @IntRange(max = 9) int tag, @ForAll @Size(min = 1, max = 200) byte[] bytes) {
        bytes[0] = (byte) TAGS.charAt(tag);
        decodeOrRefuse(bytes);
    }

    @Property
    void aMutatedMessageIsAMessageOrRefused(
            @ForAll @IntRange(max = 13) int which,
            @ForAll @IntRange(max = 1_000) int where,
            @ForAll byte what) {
        byte[] bytes =
                PgOutputDecoderTest.bytes(
                                (String)
                                        PgOutputDecoderTest.messages().toList().get(which).get()[0])
                        .array();
        bytes[where % bytes.length] = what;
        decodeOrRefuse(bytes);
    }

    @Property
    void aMessageCutShortIsRefused(
            @ForAll @IntRange(max = 13) int which, @ForAll @IntRange(max = 1_000) int where) {
        ByteBuffer whole =
                PgOutputDecoderTest.bytes(
                        (String) PgOutputDecoderTest.messages().toList().get(which).get()[0]);
        ByteBuffer cut = whole.limit(where % whole.capacity());
        assertThatThrownBy(() -> decoder.decode(cut))
                .isInstanceOf(MalformedPgOutputException.class);
    }

    private void decodeOrRefuse(byte[] bytes) {
        try {
            PgOutputMessage message = decoder.decode(ByteBuffer.wrap(bytes));
            assertThat(message.toString()).isNotEmpty();
        } catch (MalformedPgOutputException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
        }
    }
}
