package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.local.process.ProcessStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    @TempDir Path folder;

    @Test
    void findsALivingProcessByItsName() {
        // Given
        RunFolder running = new RunFolder(folder);
        ProcessHandle self = ProcessHandle.current();
        running.enter("relay", self);

        // When
        Map<String, ProcessHandle> living = running.living();

        // Then
        assertThat(living).containsExactly(Map.entry("relay", self));
        assertThat(running.living("relay")).contains(self);
    }

    @Test
    void forgetsWhatLeft() {
        // Given
        RunFolder running = new RunFolder(folder);
        running.enter("relay", ProcessHandle.current());

        // When
        running.leave("relay");

        // Then
        assertThat(running.living()).isEmpty();
        assertThat(running.living("relay")).isEmpty();
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotTheOneWrittenDown() throws IOException {
        // Given
        ProcessHandle self = ProcessHandle.current();
        Files.writeString(
                folder.resolve("relay.pid"), new ProcessStamp(self.pid(), "earlier").toString());

        // When
        Map<String, ProcessHandle> living = new RunFolder(folder).living();

        // Then
        assertThat(living).isEmpty();
    }

    @Test
    void keepsThePortsThatWereUsed() throws IOException {
        // Given
        RunFolder running = new RunFolder(folder.resolve("new"));
        LocalPorts used = LocalPorts.of(Map.of("VINTNER_RELAY_PORT", "5001"));

        // When
        running.keepPorts(used);

        // Then
        assertThat(LocalPorts.of(running.keptPorts())).isEqualTo(used);
    }

    @Test
    void aFolderThatIsNotThereHasNothing() throws IOException {
        // Given
        RunFolder running = new RunFolder(folder.resolve("never made"));

        // Then
        assertThat(running.living()).isEmpty();
        assertThat(running.keptPorts()).isEmpty();
    }
}
