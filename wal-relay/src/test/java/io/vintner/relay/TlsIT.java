package io.vintner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vintner.postgres.LocalPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The feed with TLS, as an address beyond this machine demands it. */
class TlsIT {

    private static final String WORD = "changeit";
    private static final Base64.Encoder PEM =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    @TempDir Path folder;
    private LocalPostgres postgres;
    private RelayProcess relay;
    private HttpClient https;

    @BeforeEach
    void startWithACertificate() throws Exception {
        KeyStore keys = selfSigned(folder.resolve("keys.p12"));
        Path certificate = folder.resolve("relay.pem");
        Path key = folder.resolve("relay.key");
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("relay").getEncoded()));
        Files.writeString(
                key, pem("PRIVATE KEY", keys.getKey("relay", WORD.toCharArray()).getEncoded()));
        https = HttpClient.newBuilder().sslContext(trusting(keys)).build();
        postgres = LocalPostgres.startTemporary();
        Writer.prepare(postgres);
        relay =
                new RelayProcess(
                        postgres,
                        folder,
                        Map.of(
                                "VINTNER_PROFILE",
                                "production",
                                "QUARKUS_HTTP_SSL_CERTIFICATE_FILES",
                                certificate.toString(),
                                "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES",
                                key.toString(),
                                "QUARKUS_HTTP_INSECURE_REQUESTS",
                                "disabled"));
        relay.start();
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> status("/q/health/ready") == 200);
    }

    @AfterEach
    void stop() {
        https.shutdownNow();
        relay.close();
        postgres.close();
    }

    @Test
    void theFeedIsReadOverHttps() throws Exception {
        // Given
        HttpResponse<InputStream> response =
                https.send(
                        request("/feed/v1/changes")
                                .header("Authorization", "Bearer " + RelayProcess.SECRET)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String opened = lines.readLine();

            // When
            Writer.run(postgres, "insert into harvest values (1, 'over TLS')");

            // Then
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(opened).startsWith("{\"feed\":1,");
            assertThat(lines.lines().anyMatch(line -> line.contains("over TLS"))).isTrue();
        }
    }

    @Test
    void theSecretIsDemandedOverHttpsToo() throws Exception {
        assertThat(status("/feed/v1/changes")).isEqualTo(401);
    }

    @Test
    void plainHttpIsRefused() {
        assertThatThrownBy(() -> relay.get("/q/health/live")).isInstanceOf(IOException.class);
    }

    private int status(String path) throws IOException, InterruptedException {
        return https.send(request(path).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + relay.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static KeyStore selfSigned(Path file) throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made =
                new ProcessBuilder(
                                keytool.toString(),
                                "-genkeypair",
                                "-alias",
                                "relay",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=relay",
                                "-ext",
                                "SAN=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                WORD,
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(made.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), WORD.toCharArray());
    }

    private static String pem(String kind, byte[] encoded) {
        return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
                .formatted(kind, PEM.encodeToString(encoded));
    }

    private static SSLContext trusting(KeyStore keys) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("relay", keys.getCertificate("relay"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
