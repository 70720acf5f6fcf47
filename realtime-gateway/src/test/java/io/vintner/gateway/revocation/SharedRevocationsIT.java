package io.vintner.gateway.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vintner.gateway.TestConfig;
import io.vintner.gateway.database.TestDatabase;
import io.vintner.gateway.revocation.SharedRevocations.Kept;
import io.vintner.gateway.token.Claims;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedRevocationsIT {

    private static final Duration SOON = Duration.ofSeconds(1);

    private static TestDatabase database;

    private final Instant later = Instant.now().plusSeconds(3600);
    private final List<SharedRevocations> running = new ArrayList<>();

    private record Gateway(SharedRevocations shared, Revocations revocations) {

        boolean refuses(String tokenId) {
            return revocations.cover(
                    new Claims(
                            "anon",
                            null,
                            "{}",
                            Instant.MAX,
                            new Claims.Proof("key", tokenId, null)));
        }
    }

    @BeforeAll
    static void startPostgres() {
        database = new TestDatabase();
    }

    @AfterAll
    static void stopPostgres() {
        database.close();
    }

    private static String script() {
        try {
            return Files.readString(
                    Path.of("src/main/resources/gateway.sql"), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    @BeforeEach
    void runTheScript() {
        database.run(script());
        database.run("truncate vintner.revocations restart identity");
    }

    @AfterEach
    void stopGateways() {
        running.forEach(SharedRevocations::stop);
    }

    private Gateway gateway() {
        Revocations revocations = new Revocations();
        SharedRevocations shared =
                new SharedRevocations(
                        database.gateway(),
                        TestConfig.of(
                                RevocationConfig.class, "vintner.gateway.revocation", Map.of()),
                        revocations,
                        Instant::now);
        shared.start();
        running.add(shared);
        return new Gateway(shared, revocations);
    }

    @Test
    void whatOneGatewayRevokesIsRefusedByTheOtherWithinASecondAndAfterARestart() {
        // Given
        Gateway one = gateway();
        Gateway other = gateway();

        // When
        Kept kept = one.shared().revoke(new Revocation.OfToken("token-1", later));

        // Then
        assertThat(kept).isEqualTo(Kept.DATABASE);
        assertThat(one.refuses("token-1")).isTrue();
        await().atMost(SOON).until(() -> other.refuses("token-1"));
        assertThat(gateway().refuses("token-1")).isTrue();
    }

    @Test
    void manyAtOnceFromTwoGatewaysAreAllKnownToBoth() throws Exception {
        // Given
        Gateway one = gateway();
        Gateway other = gateway();
        List<Future<Kept>> all = new ArrayList<>();

        // When
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int token = 0; token < 300; token++) {
                Gateway at = token % 2 == 0 ? one : other;
                String id = "many-" + token;
                all.add(
                        threads.submit(
                                () -> at.shared().revoke(new Revocation.OfToken(id, later))));
            }
        }

        // Then
        for (Future<Kept> kept : all) {
            assertThat(kept.get()).isEqualTo(Kept.DATABASE);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> one.revocations().size() == 300);
        await().atMost(Duration.ofSeconds(5)).until(() -> other.revocations().size() == 300);
    }

    @Test
    void aRevocationThatIsWidenedIsReadAgain() {
        // Given
        Gateway one = gateway();
        Gateway other = gateway();
        Instant before = Instant.parse("2026-01-01T00:00:00Z");
        one.shared().revoke(new Revocation.OfSubject("user-1", before, later));
        await().until(() -> other.revocations().size() == 1);

        // When
        one.shared().revoke(new Revocation.OfSubject("user-1", before.plusSeconds(60), later));

        // Then
        Claims issuedBetween =
                new Claims(
                        "anon",
                        "user-1",
                        "{}",
                        Instant.MAX,
                        new Claims.Proof("key", null, before.plusSeconds(30)));
        await().atMost(SOON).until(() -> other.revocations().cover(issuedBetween));
        assertThat(database.text("select count(*) from vintner.revocations")).isEqualTo("1");
    }

    @Test
    void withoutTheTableTheyStayInMemoryUntilThereIsOne() {
        // Given
        database.run("drop schema vintner cascade");
        Gateway one = gateway();

        // When
        Kept kept = one.shared().revoke(new Revocation.OfToken("token-2", later));

        // Then
        assertThat(kept).isEqualTo(Kept.MEMORY);
        assertThat(one.refuses("token-2")).isTrue();

        // When
        database.run(script());

        // Then
        await().atMost(Duration.ofSeconds(20))
                .until(() -> database.text("select count(*) from vintner.revocations").equals("1"));
    }

    @Test
    void aRevocationDuringAnOutageIsInForceHereAndStoredAfterwards() throws SQLException {
        // Given
        Gateway one = gateway();
        Gateway other = gateway();
        database.run("alter role vintner_gateway nologin");
        database.run(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename ="
                        + " 'vintner_gateway'");

        // When
        Kept kept = one.shared().revoke(new Revocation.OfToken("token-3", later));

        // Then
        assertThat(kept).isEqualTo(Kept.MEMORY_FOR_NOW);
        assertThat(one.refuses("token-3")).isTrue();

        // When
        database.run("alter role vintner_gateway login");

        // Then
        await().atMost(Duration.ofSeconds(10)).until(() -> other.refuses("token-3"));
    }

    @Test
    void whatHasExpiredIsRemovedFromTheTable() {
        // Given
        database.run(
                "insert into vintner.revocations (kind, name, expires_at) values"
                        + " ('jti', 'gone', now() - interval '2 hours'),"
                        + " ('jti', 'of late', now() - interval '1 minute'),"
                        + " ('jti', 'in force', now() + interval '1 hour')");

        // When
        Gateway one = gateway();

        // Then
        await().until(() ->
                database.text(
                                "select string_agg(name, ', ' order by name) from"
                                        + " vintner.revocations")
                        .equals("in force, of late"));
        assertThat(one.refuses("in force")).isTrue();
    }

    @Test
    void onlyTheGatewayMayReadAndWriteTheTableAndItMayDoNoMore() {
        // Given
        List<String> others = List.of("vintner_relay", "vintner_api");

        // Then
        for (String role : others) {
            assertThatThrownBy(() -> as(role, "select * from vintner.revocations"))
                    .hasMessageContaining("permission denied");
        }
        assertThatThrownBy(() -> as("vintner_gateway", "truncate vintner.revocations"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> as("vintner_gateway", "create table vintner.more (id int)"))
                .hasMessageContaining("permission denied");
        assertThat(
                        database.text(
                                "select relpersistence from pg_class where oid ="
                                        + " 'vintner.revocations'::regclass"))
                .as("logged")
                .isEqualTo("p");
    }

    private static void as(String role, String sql) throws SQLException {
        try (Connection connection = database.postgres().connect(role, role);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
