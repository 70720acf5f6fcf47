package io.vintner.tendril.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the first error that Terraform or git printed, so that a job's one-line message can name
 * it.
 */
final class ErrorSummary {

    private static final int SEARCHED_BYTES_MAX = 64 * 1024;
    private static final int CHARACTERS_MAX = 300;
    private static final Pattern COLOURS = Pattern.compile("\u001B\\[[0-9;]*m");
    private static final Pattern ERROR = Pattern.compile("(?m)^(?:\\W*Error|fatal): (\\S.*)$");

    private ErrorSummary() {}

    /** The first error behind a position; empty if there is none, or it cannot be read. */
    static Optional<String> after(Path stderr, long position) {
        try (FileChannel output = FileChannel.open(stderr)) {
            ByteBuffer bytes = ByteBuffer.allocate(SEARCHED_BYTES_MAX);
            while (bytes.hasRemaining() && output.read(bytes, position + bytes.position()) > 0) {
                // as much as there is
            }
            String text = UTF_8.decode(bytes.flip()).toString();
            Matcher error = ERROR.matcher(COLOURS.matcher(text).replaceAll(""));
            return error.find()
                    ? Optional.of(error.group(1).strip()).map(ErrorSummary::bounded)
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static String bounded(String error) {
        return error.length() <= CHARACTERS_MAX ? error : error.substring(0, CHARACTERS_MAX);
    }
}
