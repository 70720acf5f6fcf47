package io.vintner.tendril.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Terraforms of this machine: in the tools folder as {@code <version>/terraform}, and the one
 * on the search path. Each is asked for its version before it is used; there is never a silent
 * other.
 */
public final class Installations {

    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.]+)?");

    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final @Nullable Path toolsFolder;
    private final String searchPath;

    /**
     * The Terraforms of a machine.
     *
     * @param toolsFolder holds a folder a version; null if there is none
     * @param searchPath folders to look for {@code terraform} in, as in {@code PATH}
     */
    public Installations(@Nullable Path toolsFolder, String searchPath) {
        this.toolsFolder = toolsFolder;
        this.searchPath = searchPath;
    }

    /** What was looked for, found or not. */
    public sealed interface Search {

        /** There is one, and it says that it is the version that was wanted. */
        record Found(Path executable, String version) implements Search {}

        /**
         * There is none.
         *
         * @param advice what is missing and where to put it, for a person
         */
        record Missing(String advice) implements Search {}
    }

    /**
     * Looks for a Terraform.
     *
     * @param version exactly this one; null for the one on the search path, whichever it is
     */
    public Search find(@Nullable String version) throws IOException, InterruptedException {
        if (version != null && !VERSION.matcher(version).matches()) {
            return new Search.Missing(
                    "the vine's terraform_version is not a version such as 1.11.4");
        }
        List<String> seen = new ArrayList<>();
        for (Path candidate : candidates(version)) {
            Optional<String> answered = versionOf(candidate);
            if (answered.isPresent() && (version == null || version.equals(answered.get()))) {
                return new Search.Found(candidate, answered.get());
            }
            seen.add(answered.orElse("one that does not answer"));
        }
        String wanted = version == null ? "Terraform" : "Terraform " + version;
        String advice =
                toolsFolder == null
                        ? "put it on the Tendril's PATH, or set its tools folder"
                        : "put it into the Tendril's tools folder as %s/terraform"
                                .formatted(version == null ? "<version>" : version);
        return new Search.Missing(
                "%s is not on this Tendril (found: %s); %s"
                        .formatted(
                                wanted, seen.isEmpty() ? "none" : String.join(", ", seen), advice));
    }

    /** A program of the search path; empty if there is none of this name. */
    public Optional<Path> program(String name) {
        return onSearchPath(name).filter(Files::isExecutable).findFirst();
    }

    private Stream<Path> onSearchPath(String name) {
        return Stream.of(searchPath.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve(name));
    }

    private List<Path> candidates(@Nullable String version) {
        List<Path> candidates = new ArrayList<>();
        if (toolsFolder != null && version != null) {
            candidates.add(toolsFolder.resolve(version).resolve("terraform"));
        }
        onSearchPath("terraform").forEach(candidates::add);
        return candidates.stream().filter(Files::isExecutable).toList();
    }

    private static Optional<String> versionOf(Path executable)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(executable.toString(), "version", "-json")
                        .redirectError(Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(Map.of("CHECKPOINT_DISABLE", "1"));
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(ANSWER_MAX.toNanos(), TimeUnit.NANOSECONDS)) {
            process.destroyForcibly();
            return Optional.empty();
        }
        try {
            JsonNode answer = JSON.readTree(process.getInputStream());
            return Optional.ofNullable(answer.path("terraform_version").textValue());
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }
}
