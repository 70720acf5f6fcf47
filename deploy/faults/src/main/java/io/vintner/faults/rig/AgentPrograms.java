package io.vintner.faults.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How the built agent is started: as the native executable if it was built, else with Java. */
final class AgentPrograms {

    private AgentPrograms() {}

    /**
     * The command.
     *
     * @param home the folder of the project
     */
    static List<String> command(Path home) throws IOException {
        Path target = home.resolve("tendril-agent/target");
        try (Stream<Path> built = Files.list(target)) {
            List<Path> executable =
                    built.filter(file -> file.getFileName().toString().endsWith("-runner"))
                            .filter(Files::isExecutable)
                            .toList();
            if (!executable.isEmpty()) {
                return List.of(executable.getFirst().toString());
            }
        }
        return java(home);
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
