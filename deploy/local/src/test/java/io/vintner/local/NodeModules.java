package io.vintner.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Copies of the Node programs of this module, with what they need from npm installed. */
public final class NodeModules {

    private NodeModules() {}

    /** The folder with {@code src/test/<name>}; installed once, as its lock file says. */
    public static synchronized Path installed(String name) throws IOException {
        Path sources = SystemUnderTest.MODULE.resolve("src/test").resolve(name);
        Path folder =
                Files.createDirectories(SystemUnderTest.MODULE.resolve("target").resolve(name));
        Path lock = folder.resolve("package-lock.json");
        boolean fresh =
                Files.isDirectory(folder.resolve("node_modules/ws"))
                        && Files.exists(lock)
                        && Files.mismatch(lock, sources.resolve("package-lock.json")) < 0;
        try (Stream<Path> files = Files.list(sources)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            for (Path file : all) {
                Files.copy(
                        file,
                        folder.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!fresh) {
            install(folder);
        }
        return folder;
    }

    private static void install(Path folder) throws IOException {
        Process npm =
                new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("npm.log").toFile())
                        .start();
        try {
            if (npm.waitFor() != 0) {
                throw new IllegalStateException("npm ci failed; see " + folder.resolve("npm.log"));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}
