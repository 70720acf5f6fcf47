package io.vintner.trellis.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.encryption.SealedTable.Place;
import io.vintner.trellis.testing.TestKeys;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SealerTest {

    private static final Place ROW = SealedTable.TF_STATE_VERSIONS.row("vine", 7);

    private final Sealer sealer = new Sealer(Keyring.read(TestKeys.NEW_THEN_OLD));

    @Test
    void whatWasSealedOpensInItsRowOnly() {
        // When
        Sealed sealed = sealer.seal(ROW, bytes("grapes"));

        // Then
        assertThat(sealer.open(ROW, sealed)).isEqualTo(bytes("grapes"));
        assertThat(sealed.keyId()).isEqualTo("new");
        assertThat(sealed.content().toString()).doesNotContain("grapes");
        assertThat(sealer.seal(ROW, bytes("grapes")).content()).isNotEqualTo(sealed.content());
        refused(SealedTable.TF_STATE_VERSIONS.row("vine", 8), sealed);
        refused(SealedTable.VINE_SECRETS.row("vine", "7", ""), sealed);
    }

    @Test
    void everyChangedBitIsNoticed() {
        // Given
        Sealed sealed = sealer.seal(ROW, bytes("g"));

        // Then
        for (int bit = 0; bit < sealed.content().length() * 8; bit++) {
            Buffer changed = sealed.content().copy();
            changed.setByte(bit / 8, (byte) (changed.getByte(bit / 8) ^ (1 << bit % 8)));
            refused(ROW, new Sealed("new", changed));
        }
        refused(ROW, new Sealed("old", sealed.content()));
        refused(ROW, new Sealed("new", Buffer.buffer(new byte[27])));
    }

    @Test
    void aRetiredKeyStillOpensAndAMissingOneIsNamed() {
        // Given
        Sealed old = new Sealer(Keyring.read(TestKeys.OLD)).seal(ROW, bytes("grapes"));

        // Then
        assertThat(sealer.open(ROW, old)).isEqualTo(bytes("grapes"));
        assertThatThrownBy(() -> new Sealer(Keyring.read(TestKeys.NEW)).open(ROW, old))
                .isInstanceOf(SealBrokenException.class)
                .hasMessage("the key 'old' of a row of tf_state_versions is not configured");
    }

    private void refused(Place place, Sealed sealed) {
        assertThatThrownBy(() -> sealer.open(place, sealed))
                .isInstanceOf(SealBrokenException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
