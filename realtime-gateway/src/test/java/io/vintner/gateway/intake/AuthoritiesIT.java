package io.vintner.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.gateway.FeedServer;
import io.vintner.gateway.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay whose certificate comes from an authority of one's own. */
class AuthoritiesIT {

    @TempDir private Path folder;

    @Test
    void aRelayIsTrustedWhoseAuthorityIsGivenAndNoOther() throws Exception {
        // Given
        TestCertificate ours = TestCertificate.in(Files.createDirectory(folder.resolve("ours")));
        TestCertificate other = TestCertificate.in(Files.createDirectory(folder.resolve("other")));
        try (FeedServer relay = FeedServer.overTls(ours);
                FeedServer stranger = FeedServer.overTls(other);
                HttpClient client =
                        HttpClient.newBuilder().sslContext(Authorities.of(ours.pem())).build()) {

            // Then
            assertThat(status(client, relay)).isEqualTo(401);
            assertThatThrownBy(() -> status(client, stranger))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aFileWithoutCertificatesIsRefusedByItsName() throws IOException {
        // Given
        Path empty = Files.createFile(folder.resolve("empty.pem"));

        // Then
        assertThatThrownBy(() -> Authorities.of(empty))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("vintner.gateway.feed.ca-file")
                .hasMessageContaining("empty.pem");
        assertThatThrownBy(() -> Authorities.of(folder.resolve("none.pem")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("none.pem");
    }

    private static int status(HttpClient client, FeedServer relay)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(relay.url() + "/feed/v1/changes")).build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
