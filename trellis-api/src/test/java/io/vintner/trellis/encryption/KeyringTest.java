package io.vintner.trellis.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.trellis.testing.TestKeys;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyringTest {

    @Test
    void theFirstKeyEncryptsAndAllDecrypt() {
        // When
        Keyring keyring = Keyring.read("\n" + TestKeys.NEW + ",\n " + TestKeys.OLD + "\n");

        // Then
        assertThat(keyring.active()).isEqualTo("new");
        assertThat(keyring.retired()).containsExactly("old");
        assertThat(keyring.find("old")).isPresent();
        assertThat(keyring.find("other")).isEmpty();
        assertThat(keyring).hasToString("Keyring[new, old]");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "'',             there is none",
        "' , ',          there is none",
        "secret,         entry 1 is not of the form id:base64",
        ":AAAA,          entry 1 is not of the form id:base64",
        "a b:AAAA,       entry 1 is not of the form id:base64",
        "k:%%%,          the key 'k' is not Base64",
        "k:c2hvcnQ=,     'the key ''k'' has 5 bytes, not 32'",
        "k:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, 'the key ''k'' is one byte repeated'",
    })
    void keysThatCannotBeUsedAreRefusedInOneSentence(String keys, String complaint) {
        assertThatThrownBy(() -> Keyring.read(keys))
                .hasMessageStartingWith("vintner.trellis.encryption.keys cannot be used: ")
                .hasMessageContaining(complaint);
    }

    @Test
    void anIdThatIsGivenTwiceIsRefusedAndNoKeyIsShown() {
        String key = TestKeys.OLD.substring(TestKeys.OLD.indexOf(':') + 1);
        assertThatThrownBy(() -> Keyring.read(TestKeys.OLD + "," + TestKeys.OLD))
                .hasMessageContaining("the id 'old' is given twice")
                .hasMessageNotContaining(key);
        assertThat(Base64.getDecoder().decode(key)).hasSize(Keyring.KEY_BYTES);
    }
}
