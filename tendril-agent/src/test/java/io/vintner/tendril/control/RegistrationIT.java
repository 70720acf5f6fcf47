package io.vintner.tendril.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Tendril becomes known with a token that is good once. */
class RegistrationIT {

    @TempDir Path folder;

    private CannedServer server;

    @BeforeEach
    void start() throws IOException {
        server = CannedServer.plain(201, "{\"id\": \"worker-9\", \"token\": \"token-9\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void registersOnceAndAnswersFromItsFileAfterwards() throws Exception {
        // Given
        Path token = Files.writeString(folder.resolve("token"), "single-use\n");

        // When
        Credentials first = registration(token).credentials();
        Credentials second = registration(token).credentials();

        // Then
        assertThat(server.seen()).hasSize(1);
        assertThat(server.seen().getFirst()).contains("\"registration_token\":\"single-use\"");
        assertThat(first.id()).isEqualTo(second.id()).hasToString("worker-9");
        assertThat(second.token().reveal()).isEqualTo("token-9");
        assertThat(second.toString()).doesNotContain("token-9");
    }

    @Test
    void registersAnewOnlyWithATokenThatWasNotUsed() throws Exception {
        // Given
        Path token = Files.writeString(folder.resolve("token"), "single-use\n");
        Registration registration = registration(token);
        registration.credentials();

        // When
        NotRegisteredException refusal =
                catchThrowableOfType(NotRegisteredException.class, registration::renewed);
        Files.writeString(token, "another\n");
        Credentials renewed = registration.renewed();

        // Then
        assertThat(refusal).hasMessageContaining("no longer knows this Tendril");
        assertThat(renewed.id()).hasToString("worker-9");
        assertThat(server.seen()).hasSize(2);
    }

    private Registration registration(Path token) throws Exception {
        return new Registration(
                HttpClients.client(null),
                server.url(),
                new Retry(RetryPolicy.STANDARD, new Random(1)),
                folder,
                new Registration.Applicant("name", "1.0", Map.of("zone", "eu"), token, "key-1"));
    }
}
