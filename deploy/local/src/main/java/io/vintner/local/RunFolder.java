package io.vintner.local;

import io.vintner.local.process.ProcessStamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What runs of this checkout, written down so that another command finds it: a file {@code
 * <name>.pid} for each process with its number and its start, and {@code ports.properties} with the
 * settings it was started with.
 */
final class RunFolder {

    /** The name under which the launcher itself is written down. */
    static final String LAUNCHER = "launcher";

    private static final String SUFFIX = ".pid";

    private final Path folder;

    RunFolder(Path folder) {
        this.folder = folder;
    }

    void enter(String name, ProcessHandle process) {
        try {
            Files.createDirectories(folder);
            Path draft = folder.resolve(name + ".new");
            Files.writeString(draft, ProcessStamp.of(process).toString());
            Files.move(
                    draft,
                    folder.resolve(name + SUFFIX),
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void leave(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name + SUFFIX));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The process written down under the name, if it still lives. */
    Optional<ProcessHandle> living(String name) {
        try {
            return ProcessStamp.parse(Files.readString(folder.resolve(name + SUFFIX)))
                    .flatMap(ProcessStamp::living);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Every process written down that still lives, by name. */
    Map<String, ProcessHandle> living() {
        Map<String, ProcessHandle> living = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return living;
        }
        try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String process = name.substring(0, name.length() - SUFFIX.length());
                living(process).ifPresent(handle -> living.put(process, handle));
            }
            return living;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Writes down the ports of what is started, under the names of their settings. */
    void keepPorts(LocalPorts ports) throws IOException {
        Files.createDirectories(folder);
        Properties kept = new Properties();
        ports.all().forEach(p -> kept.setProperty(p.setting(), String.valueOf(p.number())));
        try (var file = Files.newBufferedWriter(folder.resolve("ports.properties"))) {
            kept.store(file, null);
        }
    }

    /** The ports that were written down last; empty if none ever were. */
    Map<String, String> keptPorts() throws IOException {
        Properties kept = new Properties();
        try (var file = Files.newBufferedReader(folder.resolve("ports.properties"))) {
            kept.load(file);
        } catch (NoSuchFileException _) {
            return Map.of();
        }
        Map<String, String> ports = new TreeMap<>();
        kept.stringPropertyNames().forEach(name -> ports.put(name, kept.getProperty(name)));
        return ports;
    }
}
