package io.vintner.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedProcessIT {

    private static final RetryPolicy QUICK =
            new RetryPolicy(Duration.ofMillis(10), Duration.ofMillis(20), 3, Duration.ofMinutes(1));

    @TempDir Path folder;

    private final List<ProcessState> states = new CopyOnWriteArrayList<>();

    @Test
    void aKilledProgramIsStartedAgain() {
        // Given
        try (SupervisedProcess program = supervise("exec sleep 60", null)) {
            program.start();
            ProcessHandle first = Objects.requireNonNull(program.handle());

            // When
            first.destroyForcibly();

            // Then
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() ->
                            assertThat(program.state())
                                    .isInstanceOf(ProcessState.Running.class)
                                    .isNotEqualTo(new ProcessState.Running(first.pid())));
            assertThat(states).contains(new ProcessState.Restarting(137, Duration.ofMillis(10)));
        }
    }

    @Test
    void aProgramThatKeepsDyingIsGivenUpAndItsLogIsTold() {
        // Given
        try (SupervisedProcess program =
                supervise("echo no cork left; exit 7", URI.create("http://127.0.0.1:1/"))) {
            program.start();

            // Then
            assertThatThrownBy(program::awaitReady)
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageContaining("press ended 4 times, last with code 7")
                    .hasMessageContaining("no cork left");
            assertThat(program.state()).isEqualTo(new ProcessState.GaveUp(7, 4));
        }
    }

    @Test
    void stoppingAsksFirstAndWaits() throws Exception {
        // Given
        try (SupervisedProcess program =
                supervise(
                        "trap 'echo finishing; exit 0' TERM; echo began; while :; do sleep 0.05;"
                                + " done",
                        null)) {
            program.start();
            await().atMost(Duration.ofSeconds(10)).until(() -> log().contains("began"));

            // When
            program.stop();

            // Then
            assertThat(log()).contains("finishing");
            assertThat(program.state()).isEqualTo(new ProcessState.Stopped());
        }
    }

    @Test
    void aProgramThatDoesNotListenIsKilledInTheEnd() throws Exception {
        // Given
        try (SupervisedProcess program =
                supervise("trap '' TERM; echo began; while :; do sleep 0.05; done", null)) {
            program.start();
            await().atMost(Duration.ofSeconds(10)).until(() -> log().contains("began"));
            ProcessHandle process = Objects.requireNonNull(program.handle());

            // When
            program.stop();

            // Then
            assertThat(process.isAlive()).isFalse();
            assertThat(program.state()).isEqualTo(new ProcessState.Stopped());
        }
    }

    @Test
    void aTakenPortIsSeenAndNamedWithItsSetting() throws Exception {
        // Given
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LocalPort port = new LocalPort("wal-relay", "VINTNER_RELAY_PORT", other.getLocalPort());

            // When
            boolean free = port.isFree();

            // Then
            assertThat(free).isFalse();
            assertThat(port.taken())
                    .isEqualTo(
                            "port %d, which wal-relay needs, is in use: stop the program that uses it or set VINTNER_RELAY_PORT to another port"
                                    .formatted(other.getLocalPort()));
        }
    }

    private SupervisedProcess supervise(String script, @Nullable URI health) {
        Program program =
                new Program(
                        "press",
                        List.of("sh", "-c", script),
                        Map.of(),
                        folder.resolve("logs/press.log"),
                        health,
                        Duration.ofSeconds(20),
                        List.of(Duration.ofSeconds(1)));
        return new SupervisedProcess(
                program, QUICK, InstantSource.system(), (_, state) -> states.add(state));
    }

    private String log() throws java.io.IOException {
        Path log = folder.resolve("logs/press.log");
        return java.nio.file.Files.exists(log) ? java.nio.file.Files.readString(log) : "";
    }
}
