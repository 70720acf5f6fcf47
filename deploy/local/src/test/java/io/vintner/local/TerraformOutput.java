package io.vintner.local;

import java.io.IOException;
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

    /** Finds the job's files below the Tendril's data folder. */
    static TerraformOutput of(Path tendrilFolder, String jobId) throws IOException {
        return new TerraformOutput(
                read(tendrilFolder, jobId, "stdout"), read(tendrilFolder, jobId, "stderr"));
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

    private static String read(Path folder, String jobId, String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Path found =
                    files.filter(file -> file.getFileName().toString().equals(name))
                            .filter(file -> folder.relativize(file).toString().contains(jobId))
                            .findFirst()
                            .orElseThrow(() ->
                                    new IllegalStateException(
                                            "no kept %s of job %s in %s"
                                                    .formatted(name, jobId, folder)));
            return Files.readString(found, StandardCharsets.UTF_8);
        }
    }
}
