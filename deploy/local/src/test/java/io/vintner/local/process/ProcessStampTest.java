package io.vintner.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessStampTest {

    private final ProcessHandle self = ProcessHandle.current();

    @Test
    void whatWasWrittenDownFindsTheProcessAgain() {
        // Given
        String written = ProcessStamp.of(self).toString();

        // When
        var found = ProcessStamp.parse(written).flatMap(ProcessStamp::living);

        // Then
        assertThat(found).contains(self);
    }

    @Test
    void aLaterProcessWithTheSameNumberIsAnother() {
        assertThat(new ProcessStamp(self.pid(), "1@another-boot").living()).isEmpty();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "12", "x 1@b", "-4 1@b", "0 1@b", "99999999999999999999 1@b"})
    void textThatNoStampWroteIsNone(String text) {
        assertThat(ProcessStamp.parse(text)).isEmpty();
    }
}
