package io.vintner.local;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Copies of the Node programs of this module, with what they need from npm installed. */
public final class NodeModules {

    private NodeModules() {}

    /**
     * The folder with {@code src/test/<name>}; installed once, as its lock file says. Tests in
     * another process wait meanwhile.
     */
    public static synchronized Path installed(String name) throws IOException {
        Path sources = SystemUnderTest.MODULE.resolve("src/test").resolve(name);
        Path folder =
                Files.createDirectories(SystemUnderTest.MODULE.resolve("target").resolve(name));
        try (FileChannel alone = FileChannel.open(folder.resolve("alone"), CREATE, WRITE);
                FileLock _ = alone.lock()) {
            boolean fresh =
                    Files.isDirectory(folder.resolve("node_modules/ws"))
                            && isSame(sources, folder, "package-lock.json");
            try (Stream<Path> files = Files.list(sources)) {
                List<String> all =
                        files.filter(Files::isRegularFile)
                                .map(file -> file.getFileName().toString())
                                .toList();
                for (String file : all) {
                    if (!isSame(sources, folder, file)) {
                        Files.copy(
                                sources.resolve(file),
                                folder.resolve(file),
                                StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
            if (!fresh) {
                install(folder);
            }
        }
        return folder;
    }

    private static boolean isSame(Path sources, Path folder, String file) throws IOException {
        return Files.exists(folder.resolve(file))
                && Files.mismatch(folder.resolve(file), sources.resolve(file)) < 0;
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
