package io.vintner.local;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Terraform itself wrote for one job, from the two files that the operating system filled and
 * the agent kept.
 */
record TerraformOutput(String stdout, String stderr) {

    private static final Pattern ANSI = Pattern.compile("\\x1b\\[[0-9;]*[A-Za-z]");

    /** Waits for the copies that the agent makes when the job is over. */
    static TerraformOutput of(Path tendrilFolder, String jobId) {
        Path kept = tendrilFolder.resolve("output").resolve(jobId);
        return new TerraformOutput(read(kept.resolve("stdout")), read(kept.resolve("stderr")));
    }

    /** The text's lines as a person sees them: without colours, without blanks at their ends. */
    static List<String> plainLines(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return Stream.of(whole.split("\n", -1))
                .map(line -> ANSI.matcher(line).replaceAll("").stripTrailing())
                .toList();
    }

    private static String read(Path file) {
        await().atMost(MainJob.PATIENCE).until(() -> Files.exists(file));
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
