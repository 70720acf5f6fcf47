package io.vintner.measure;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One of this module's own programs in a JVM of its own, which answers commands on its standard
 * output line by line and ends when its standard input does. Not thread-safe.
 */
public final class ChildProgram implements AutoCloseable {

    private static final Duration END_MAX = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final Path log;
    private final BufferedWriter commands;
    private final BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

    private ChildProgram(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(this::readAnswers);
    }

    /**
     * Starts a program, given as the class with its {@code main}, on the class path of this JVM.
     */
    public static ChildProgram start(
            Class<?> program, List<String> jvmOptions, List<String> arguments, Path folder)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        Path log = folder.resolve(program.getSimpleName() + ".log");
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        return new ChildProgram(program.getSimpleName(), process, log);
    }

    /** Its process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Gives it a command. */
    public void tell(String command) throws IOException {
        commands.write(command);
        commands.newLine();
        commands.flush();
    }

    /** The words of the next answer, which begins with {@code first}. */
    public String[] await(String first, Duration max)
            throws BrokenMeasureException, InterruptedException {
        Optional<String> answer = answers.poll(max.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new BrokenMeasureException("no answer of %s in %s".formatted(name, max));
        }
        String[] words = answer.orElse("").split(" ", -1);
        if (!words[0].equals(first)) {
            throw new BrokenMeasureException(
                    "%s failed: %s %s".formatted(name, answer.orElse("it ended"), logText()));
        }
        return words;
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException alreadyGone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void readAnswers() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(Optional.of(line));
            }
        } catch (IOException | UncheckedIOException broken) {
            // The same as its end.
        }
        answers.add(Optional.empty());
    }

    private String logText() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
