package io.vintner.local.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The folder with the newest clients of npm, installed from the lock file once a change. */
final class NewestClients {

    private NewestClients() {}

    static synchronized Path installed() throws IOException {
        Path sources = GatewayStack.MODULE.resolve("src/test/newest-client");
        Path folder = Files.createDirectories(GatewayStack.MODULE.resolve("target/newest-client"));
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
