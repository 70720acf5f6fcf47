package io.vintner.local.process;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program that the launcher runs.
 *
 * @param name its name in messages, and of its files
 * @param environment what is set over the launcher's own environment; may hold secrets
 * @param log the file that gets its output and errors, appended
 * @param health answers 200 when the program is ready; null for a program without a port
 * @param startMax how long it may take to become ready
 * @param stopWaits one polite request to end (SIGTERM) each, and how long to wait after it; then
 *     the program is killed
 */
public record Program(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path log,
        @Nullable URI health,
        Duration startMax,
        List<Duration> stopWaits) {

    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        stopWaits = List.copyOf(stopWaits);
    }

    /** The name only: the environment holds secrets. */
    @Override
    public String toString() {
        return name;
    }
}
