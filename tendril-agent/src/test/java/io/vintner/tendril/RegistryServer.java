package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.vintner.tendril.control.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A registry of one module that speaks Terraform's protocol over HTTPS, behind a certificate that
 * nobody has signed.
 *
 * @see <a
 *     href="https://developer.hashicorp.com/terraform/internals/module-registry-protocol">Module
 *     registry protocol</a>
 */
final class RegistryServer implements AutoCloseable {

    private static final Pattern DOWNLOAD =
            Pattern.compile("/v1/modules/cellar/wine/test/([^/]+)/download");
    private static final Pattern PACKAGE = Pattern.compile("/packages/(.+)\\.zip");

    private final Path certificate;
    private final StrictServer server;
    private final Map<String, byte[]> packages = new ConcurrentSkipListMap<>();

    RegistryServer(Path folder) throws Exception {
        Path keys = Files.createDirectories(folder);
        this.server = new StrictServer(SelfSigned.in(keys), this::handle);
        this.certificate = keys.resolve("ca.pem");
    }

    /** What a client must trust. */
    Path certificate() {
        return certificate;
    }

    String address() {
        return server.url().getAuthority() + "/cellar/wine/test";
    }

    /** Publishes a version, or publishes it again with other files. */
    void publish(String version, Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (var file : new TreeMap<>(files).entrySet()) {
                zip.putNextEntry(new ZipEntry("wine-" + version + "/" + file.getKey()));
                zip.write(file.getValue().getBytes(UTF_8));
                zip.closeEntry();
            }
        }
        packages.put(version, bytes.toByteArray());
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Matcher download = DOWNLOAD.matcher(path);
            Matcher wanted = PACKAGE.matcher(path);
            if (path.equals("/.well-known/terraform.json")) {
                answer(exchange, 200, "{\"modules.v1\": \"/v1/modules/\"}".getBytes(UTF_8));
            } else if (path.equals("/v1/modules/cellar/wine/test/versions")) {
                answer(exchange, 200, versions().getBytes(UTF_8));
            } else if (download.matches()) {
                // As in archives of repositories: all lies in a folder.
                exchange.getResponseHeaders()
                        .add(
                                "X-Terraform-Get",
                                "%1$s/packages/%2$s.zip//wine-%2$s"
                                        .formatted(server.url(), download.group(1)));
                exchange.sendResponseHeaders(204, -1);
            } else if (wanted.matches() && packages.containsKey(wanted.group(1))) {
                answer(exchange, 200, packages.get(wanted.group(1)));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        } catch (IOException clientHasGone) {
            // it does not like the certificate, or ended
        }
    }

    private String versions() {
        String all =
                packages.keySet().stream()
                        .map("{\"version\": \"%s\"}"::formatted)
                        .collect(Collectors.joining(","));
        return "{\"modules\": [{\"versions\": [%s]}]}".formatted(all);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders()
                .add("Content-Type", body[0] == '{' ? "application/json" : "application/zip");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.goAway();
    }
}
