package io.vintner.faults.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the built agent is started: as the native executable if one was built from the present
 * sources, else with Java.
 */
final class AgentPrograms {

    private AgentPrograms() {}

    /**
     * The command.
     *
     * @param home the folder of the project
     */
    static List<String> command(Path home) throws IOException {
        Path agent = home.resolve("tendril-agent");
        FileTime changed = newestFile(agent.resolve("src/main"));
        try (Stream<Path> built = Files.list(agent.resolve("target"))) {
            for (Path file : built.toList()) {
                if (file.getFileName().toString().endsWith("-runner")
                        && Files.isExecutable(file)
                        && Files.getLastModifiedTime(file).compareTo(changed) > 0) {
                    return List.of(file.toString());
                }
            }
        }
        return java(home);
    }

    private static FileTime newestFile(Path folder) throws IOException {
        FileTime newest = FileTime.fromMillis(0);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                FileTime changed = Files.getLastModifiedTime(file);
                newest = newest.compareTo(changed) > 0 ? newest : changed;
            }
        }
        return newest;
    }

    /** The command of the Java form. */
    static List<String> java(Path home) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                java,
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                home.resolve("tendril-agent/target/quarkus-app/quarkus-run.jar").toString());
    }
}
