package io.vintner.tendril;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real agent, as it is shipped, in a process of its own. */
final class AgentProcess implements AutoCloseable {

    private final Process process;
    private final Path log;

    private AgentProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param folder gets the data folder, the token file and the agent's own log
     */
    static AgentProcess start(StrictControlPlane control, Path folder, Map<String, String> settings)
            throws IOException {
        Path token = folder.resolve("registration-token");
        Files.writeString(token, StrictControlPlane.REGISTRATION_TOKEN + "\n");
        Path log = folder.resolve("agent.log");
        ProcessBuilder builder =
                new ProcessBuilder(program())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        environment.put("VINTNER_TENDRIL_CONTROL_URL", control.url().toString());
        environment.put("VINTNER_TENDRIL_NAME", "test-tendril");
        environment.put("VINTNER_TENDRIL_REGISTRATION_TOKEN_FILE", token.toString());
        environment.put("VINTNER_TENDRIL_DATA_FOLDER", folder.resolve("data").toString());
        environment.put("VINTNER_TENDRIL_KEEP_OUTPUT_FILES", "true");
        environment.putAll(settings);
        return new AgentProcess(builder.start(), log);
    }

    /** The native executable, if one is named; otherwise the Java form. */
    private static List<String> program() {
        String executable = System.getProperty("tendril.executable", "");
        if (!executable.isEmpty()) {
            return List.of(executable);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                java, "-XX:TieredStopAtLevel=1", "-jar", "target/quarkus-app/quarkus-run.jar");
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL, which spares what the agent has started. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void failIfGone() throws IOException {
        assertThat(process.isAlive()).as("the agent runs; its log:%n%s", log()).isTrue();
    }

    int awaitExit(Duration max) throws InterruptedException, IOException {
        boolean ended = process.waitFor(max.toNanos(), TimeUnit.NANOSECONDS);
        assertThat(ended).as("the agent ended; its log:%n%s", log()).isTrue();
        return process.exitValue();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
