package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.vintner.tendril.control.SelfSigned;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A git repository in a folder, and a server that offers it over HTTPS with git's own {@code git
 * http-backend}, behind a certificate that nobody has signed. Needs {@code git} on this machine.
 */
final class GitServer implements AutoCloseable {

    private final Path repository;
    private final Path certificate;
    private final StrictServer server;
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile @Nullable String authorization;
    private volatile @Nullable CountDownLatch held;

    GitServer(Path folder) throws Exception {
        this.repository = Files.createDirectories(folder.resolve("repositories/wine.git"));
        Path keys = Files.createDirectories(folder.resolve("keys"));
        this.server = new StrictServer(SelfSigned.in(keys), this::handle);
        this.certificate = keys.resolve("ca.pem");
        git("init", "--quiet", "--initial-branch=main", ".");
        git("config", "http.receivepack", "false");
    }

    String url() {
        return server.url() + "/wine.git";
    }

    /** What a client must trust. */
    Path certificate() {
        return certificate;
    }

    /** From now on nobody is served without this header. */
    void demand(String header) {
        authorization = header;
    }

    /** From now on requests wait until {@link #letGo}. */
    void hold() {
        held = new CountDownLatch(1);
    }

    /** Waits for the first request. */
    void awaitAsked() throws InterruptedException {
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    }

    void letGo() {
        CountDownLatch gate = held;
        held = null;
        if (gate != null) {
            gate.countDown();
        }
    }

    Path repository() {
        return repository;
    }

    /** Commits these files over what is there; answers the commit's id. */
    String commit(Map<String, String> files) throws Exception {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path target = repository.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
        return commit();
    }

    /** Commits what lies in the folder. */
    String commit() throws Exception {
        git("add", "--all");
        git("-c", "user.name=ada", "-c", "user.email=ada@example.org", "commit", "-qm", "wine");
        return git("rev-parse", "HEAD");
    }

    String git(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("git"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(repository.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process git = builder.start();
        String output = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(git.waitFor()).as("git %s: %s", line, output).isZero();
        return output;
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            asked.countDown();
            CountDownLatch gate = held;
            if (gate != null) {
                gate.await();
            }
            String wanted = authorization;
            if (wanted != null
                    && !wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"wine\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            serve(exchange);
        } catch (IOException clientHasGone) {
            // killed, or it does not like the certificate
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The Common Gateway Interface, as far as git needs it. */
    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        ProcessBuilder builder =
                new ProcessBuilder("git", "http-backend").redirectError(Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", repository.getParent().toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put("CONTENT_LENGTH", "" + body.length);
        putUnlessNull(environment, "QUERY_STRING", exchange.getRequestURI().getRawQuery());
        putUnlessNull(environment, "CONTENT_TYPE", header(exchange, "Content-Type"));
        putUnlessNull(environment, "GIT_PROTOCOL", header(exchange, "Git-Protocol"));
        putUnlessNull(environment, "HTTP_CONTENT_ENCODING", header(exchange, "Content-Encoding"));
        Process backend = builder.start();
        try (var in = backend.getOutputStream()) {
            in.write(body);
        }
        InputStream out = new BufferedInputStream(backend.getInputStream());
        int status = 200;
        for (String line = line(out); !line.isEmpty(); line = line(out)) {
            String[] parts = line.split(": ", 2);
            if (parts[0].equals("Status")) {
                status = Integer.parseInt(parts[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(parts[0], parts[1]);
            }
        }
        exchange.sendResponseHeaders(status, 0);
        out.transferTo(exchange.getResponseBody());
    }

    private static void putUnlessNull(
            Map<String, String> environment, String name, @Nullable String value) {
        if (value != null) {
            environment.put(name, value);
        }
    }

    private static @Nullable String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        letGo();
        server.goAway();
    }
}
