package io.vintner.tendril.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that outlive the agent, with real processes. */
class TerraformCommandTest {

    @TempDir Path folder;

    private Path notes;

    @BeforeEach
    void name() {
        notes = folder.resolve("01-apply");
    }

    @Test
    void aCommandIsStartedOnceAndFoundAgain() throws Exception {
        // Given
        TerraformCommand first = command("echo once >> ran; exit 3");
        TerraformOutcome ended = first.process().await();

        // When
        TerraformCommand again = command("echo once >> ran; exit 3");

        // Then
        assertThat(again.begun()).isTrue();
        assertThat(again.process().await()).isEqualTo(ended);
        assertThat(ended).isEqualTo(new TerraformOutcome.Failed(3));
        assertThat(folder.resolve("ran")).hasContent("once");
    }

    @Test
    void aRunningCommandIsRecognisedAndGetsOneSignalOnly() throws Exception {
        // Given
        TerraformProcess started =
                command(
                                "trap 'echo term >> ran; exit 1' TERM; touch trapped;"
                                        + " while :; do sleep 0.05; done")
                        .process();
        await().until(() -> Files.exists(folder.resolve("trapped")));
        assertThat(started.terminate()).isTrue();

        // When
        TerraformProcess found = command("").process();

        // Then
        assertThat(found.terminate()).isFalse();
        assertThat(found.await()).isEqualTo(new TerraformOutcome.Failed(1));
        assertThat(folder.resolve("ran")).hasContent("term");
    }

    @Test
    void aProcessThatOnlyHasTheNumberIsAnother() throws Exception {
        // Given
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Files.createDirectory(notes);
            Files.writeString(
                    notes.resolve("process"),
                    "%d %d %s%n".formatted(other.pid(), 12, BootId.current()));

            // When
            TerraformProcess found = command("").process();

            // Then
            assertThat(found.alive()).isFalse();
            assertThat(found.await()).isEqualTo(new TerraformOutcome.Vanished());
            found.kill();
            assertThat(found.terminate()).isFalse();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly().onExit().join();
        }
    }

    @Test
    void aProcessOfAnotherBootIsGone() throws Exception {
        // Given
        Process same = new ProcessBuilder("sleep", "60").start();
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(same.pid()), "stat"));
            String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
            Files.createDirectory(notes);
            Files.writeString(
                    notes.resolve("process"), "%d %s other-boot%n".formatted(same.pid(), ticks));

            // When
            TerraformProcess found = command("").process();

            // Then
            assertThat(found.await()).isEqualTo(new TerraformOutcome.Vanished());
        } finally {
            same.destroyForcibly().onExit().join();
        }
    }

    @Test
    void aCommandThatWasAboutToStartIsKeptFromItAndBegunAnew() throws Exception {
        // Given
        Files.createDirectory(notes);

        // When
        TerraformCommand second = command("echo second >> ran");
        Process late = wrapperOf("echo late >> ran");

        // Then
        assertThat(second.begun()).isFalse();
        assertThat(late.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(notes.resolve("exit")).hasContent("126");
        assertThat(second.process().await()).isEqualTo(new TerraformOutcome.Succeeded());
        assertThat(folder.resolve("ran")).hasContent("second");
        assertThat(command("").begun()).isTrue();
        assertThat(command("").process().await()).isEqualTo(new TerraformOutcome.Succeeded());
    }

    /** The wrapper that an agent started in the folder just before it died. */
    private Process wrapperOf(String script) throws IOException {
        Path other = Files.createDirectory(folder.resolve("script"));
        TerraformProcess.start(other, line("true"));
        return new ProcessBuilder(
                        "sh",
                        other.resolve("run.sh").toString(),
                        notes.toString(),
                        folder.resolve("stdout").toString(),
                        folder.resolve("stderr").toString(),
                        "sh",
                        "-c",
                        script)
                .directory(folder.toFile())
                .start();
    }

    private TerraformCommand command(String script) throws IOException {
        return TerraformCommand.in(notes, line(script));
    }

    private TerraformProcess.Command line(String script) {
        return new TerraformProcess.Command(
                List.of("sh", "-c", script),
                folder,
                Map.of("PATH", System.getenv("PATH")),
                folder.resolve("stdout"),
                folder.resolve("stderr"));
    }
}
