package io.vintner.gateway.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The unmodified npm client in a Node process of its own (src/test/client). */
final class StockClient implements AutoCloseable {

    /** The serializer that the client asks for by itself. */
    static final String DEFAULT_VERSION = "-";

    private static final Path SOURCES = Path.of("src/test/client");
    private static final Path INSTALLED = Path.of("target/client");
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final BufferedWriter commands;
    private final BlockingQueue<JsonNode> said = new LinkedBlockingQueue<>();

    private StockClient(Process process) {
        this.process = process;
        this.commands = process.outputWriter(UTF_8);
        Thread.ofVirtual().start(this::listen);
    }

    static StockClient start(String url, String key, String version) {
        install();
        try {
            StockClient client =
                    new StockClient(
                            new ProcessBuilder("node", "client.mjs", url, key, version)
                                    .directory(INSTALLED.toFile())
                                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                                    .start());
            client.next(said -> said.has("ready"));
            return client;
        } catch (IOException noNode) {
            throw new UncheckedIOException("Node 20 or newer must be on the path", noNode);
        }
    }

    /** Tells it to do something: a command and its fields, as JSON. */
    void tell(String command) {
        try {
            commands.write(JSON.readTree(command).toString());
            commands.newLine();
            commands.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** The next thing it says that is wanted; fails if it does not say it soon. */
    JsonNode next(Predicate<JsonNode> wanted) {
        List<JsonNode> others = new ArrayList<>();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        try {
            while (true) {
                JsonNode event = said.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertThat(event).as("it only said " + others).isNotNull();
                if (wanted.test(event)) {
                    return event;
                }
                others.add(event);
            }
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }

    /** The next status of that channel. */
    String status(String channel) {
        return next(event -> event.path("channel").asText().equals(channel) && event.has("status"))
                .path("status")
                .asText();
    }

    /** Waits until all of these channels are subscribed, in any order. */
    void awaitSubscribed(String... channels) {
        List<String> missing = new ArrayList<>(List.of(channels));
        while (!missing.isEmpty()) {
            JsonNode event = next(said -> said.has("status"));
            assertThat(event.path("status").asText()).as("%s", event).isEqualTo("SUBSCRIBED");
            missing.remove(event.path("channel").asText());
        }
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
                said.add(JSON.readTree(line));
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Installs the client once; again when its lock has changed. */
    private static synchronized void install() {
        try {
            Files.createDirectories(INSTALLED);
            boolean current =
                    Files.exists(INSTALLED.resolve("node_modules/ws"))
                            && Files.exists(INSTALLED.resolve("package-lock.json"))
                            && Files.mismatch(
                                            SOURCES.resolve("package-lock.json"),
                                            INSTALLED.resolve("package-lock.json"))
                                    == -1;
            for (String file :
                    List.of("package.json", "package-lock.json", "client.mjs", "seed.mjs")) {
                Files.copy(
                        SOURCES.resolve(file),
                        INSTALLED.resolve(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            if (!current) {
                Process npm =
                        new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                                .directory(INSTALLED.toFile())
                                .inheritIO()
                                .start();
                assertThat(npm.waitFor(5, TimeUnit.MINUTES)).as("npm ci in time").isTrue();
                assertThat(npm.exitValue()).as("npm ci").isZero();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the stock client cannot be installed", failure);
        } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
        }
    }
}
