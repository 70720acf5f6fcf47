package io.vintner.local.process;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program did not become ready in time; the message says which, why, and what it logged last. */
public final class NotReadyException extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int LOG_LINES = 15;
    private static final int LOG_BYTES_MAX = 64 * 1024;

    private NotReadyException(String message) {
        super(message);
    }

    /** The exception with the end of the program's log. */
    static NotReadyException of(Program program, String why) {
        return new NotReadyException(
                "%s %s. The end of its log, %s:%n%s"
                        .formatted(
                                program,
                                why,
                                program.log(),
                                String.join(System.lineSeparator(), tail(program.log()))));
    }

    private static List<String> tail(Path log) {
        try (var file = Files.newByteChannel(log)) {
            file.position(Math.max(0, file.size() - LOG_BYTES_MAX));
            byte[] bytes = Channels.newInputStream(file).readAllBytes();
            List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
        } catch (IOException unreadable) {
            return List.of("(unreadable: " + unreadable.getMessage() + ")");
        }
    }
}
