package io.vintner.gateway.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The newest unmodified npm client in a Node process of its own (src/test/client). */
final class StockClient extends DrivenClient {

    /** The serializer that the client asks for by itself. */
    static final String DEFAULT_VERSION = "-";

    private static final Path SOURCES = Path.of("src/test/client");

    /** Where the versions of npm's newest clients stand, once. */
    private static final Path VERSIONS = Path.of("../deploy/local/src/test/newest-client");

    static final Path INSTALLED = Path.of("target/client");
    private static final List<String> FILES =
            List.of("client.mjs", "commands.mjs", "page.html", "seed.mjs");
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final BufferedWriter commands;

    private StockClient(Process process) {
        this.process = process;
        this.commands = process.outputWriter(UTF_8);
        Thread.ofVirtual().start(this::listen);
    }

    static StockClient start(String url, String key, String version) {
        return start(url, key, version, "{}");
    }

    /**
     * @param options of client.mjs, as JSON
     */
    static StockClient start(String url, String key, String version, String options) {
        install();
        try {
            StockClient client =
                    new StockClient(
                            new ProcessBuilder("node", "client.mjs", url, key, version, options)
                                    .directory(INSTALLED.toFile())
                                    .redirectError(
                                            ProcessBuilder.Redirect.appendTo(
                                                    INSTALLED.resolve("node.log").toFile()))
                                    .start());
            client.next(said -> said.has("ready"));
            return client;
        } catch (IOException noNode) {
            throw new UncheckedIOException("Node 20 or newer must be on the path", noNode);
        }
    }

    @Override
    void tell(String command) {
        try {
            commands.write(JSON.readTree(command).toString());
            commands.newLine();
            commands.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Stops or continues its process, as the operating system does it with a phone's. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard(JSON.readTree(line));
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /**
     * Installs the client once; again when its lock has changed. Tests in another process wait
     * meanwhile.
     */
    static synchronized void install() {
        try {
            Files.createDirectories(INSTALLED);
            try (FileChannel alone = FileChannel.open(INSTALLED.resolve("alone"), CREATE, WRITE);
                    FileLock _ = alone.lock()) {
                boolean locked = brought(VERSIONS, "package-lock.json");
                boolean _ = brought(VERSIONS, "package.json");
                for (String file : FILES) {
                    boolean _ = brought(SOURCES, file);
                }
                if (locked || !Files.exists(INSTALLED.resolve("node_modules/ws"))) {
                    npm();
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the stock client cannot be installed", failure);
        }
    }

    /** Copies a file unless it is there already, where others may be reading it. */
    private static boolean brought(Path folder, String file) throws IOException {
        Path from = folder.resolve(file);
        Path to = INSTALLED.resolve(file);
        if (Files.exists(to) && Files.mismatch(from, to) == -1) {
            return false;
        }
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private static void npm() throws IOException {
        Path log = INSTALLED.resolve("npm.log");
        // Not the streams of this process: they are the build's, and npm changes their mode.
        Process npm =
                new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                        .directory(INSTALLED.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            assertThat(npm.waitFor(5, TimeUnit.MINUTES)).as("npm ci in time, see %s", log).isTrue();
            assertThat(npm.exitValue()).as("npm ci, see %s", log).isZero();
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }
}
