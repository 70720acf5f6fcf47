package io.vintner.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.vintner.gateway.token.Verification.Accepted;
import io.vintner.gateway.token.Verification.Cause;
import io.vintner.gateway.token.Verification.Rejected;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {

    private static final String CLAIMS = "{\"role\":\"anon\",\"sub\":\"user-1\",\"exp\":90000}";
    private static final TestKey OLD = TestKey.ec("old", "P-256");
    private static final TestKey NEW = TestKey.ec("new", "P-256");
    private static final Rejected NO_SIGNER =
            new Rejected(
                    Cause.SIGNER,
                    "Failed to generate JWT signer, check your JWT secret or JWKS configuration");

    /** A place where keys are published, as a test wants it. */
    private static final class Published implements JwksSource {

        private final AtomicInteger readings = new AtomicInteger();
        private volatile String document = TestKey.set(OLD);
        private volatile boolean away;
        private volatile CountDownLatch slow = new CountDownLatch(0);

        @Override
        public String name() {
            return "test";
        }

        @Override
        public String read() throws JwksUnavailableException {
            readings.incrementAndGet();
            try {
                slow.await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            if (away) {
                throw new JwksUnavailableException("away", null);
            }
            return document;
        }
    }

    private final Published published = new Published();
    private volatile Instant now = Instant.ofEpochSecond(1000);
    private final KeyRing keys =
            new KeyRing(
                    null,
                    List.of(published),
                    new KeyRing.Limits(
                            Duration.ofMinutes(10),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(5),
                            2,
                            10),
                    () -> now);
    private final TokenVerifier verifier =
            new TokenVerifier(
                    keys,
                    new TokenRules(Set.of("anon"), PinnedClaims.none(), OpaqueKeys.none(), 10),
                    RevokedTokens.NONE,
                    () -> now);

    private void later(Duration duration) {
        now = now.plus(duration);
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() {
        // Given
        keys.readFirst();
        published.document = TestKey.set(OLD, NEW);
        later(Duration.ofSeconds(11));

        // When
        Verification verification = verifier.verify(NEW.sign("ES256", CLAIMS));

        // Then
        assertThat(verification).isInstanceOf(Accepted.class);
        assertThat(published.readings.get()).isEqualTo(2);
    }

    @Test
    void howeverManyTokensNameUnknownKeysTheyAreFetchedOnceInAWhile() {
        // Given
        keys.readFirst();
        later(Duration.ofSeconds(11));

        // When
        for (int token = 0; token < 1_000; token++) {
            verifier.verify(
                    OLD.sign(
                            "{\"alg\":\"ES256\",\"kid\":\"no-%d\"}".formatted(token),
                            "ES256",
                            CLAIMS));
        }

        // Then
        assertThat(published.readings.get()).isEqualTo(2);
    }

    @Test
    void aKnownKeyIsNeverFetchedFor() {
        // Given
        keys.readFirst();

        // When
        for (int token = 0; token < 100; token++) {
            later(Duration.ofSeconds(11));
            verifier.verify(OLD.sign("ES256", CLAIMS));
            verifier.verify(OLD.sign("{\"alg\":\"HS256\"}", "ES256", CLAIMS));
        }

        // Then
        assertThat(published.readings.get()).isEqualTo(1);
    }

    @Test
    void thoseWhoWaitForAFetchWaitForTheSameOneAndNotMoreThanMay() throws Exception {
        // Given
        keys.readFirst();
        published.document = TestKey.set(OLD, NEW);
        later(Duration.ofSeconds(11));
        published.slow = new CountDownLatch(1);
        List<Future<Verification>> verifications = new ArrayList<>();

        // When
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < 5; client++) {
                String claims = CLAIMS.replace("user-1", "user-" + client);
                verifications.add(threads.submit(() -> verifier.verify(NEW.sign("ES256", claims))));
            }
            await().until(() -> verifications.stream().filter(Future::isDone).count() == 3);
            published.slow.countDown();
        }

        // Then
        List<Verification> answers = new ArrayList<>();
        for (Future<Verification> verification : verifications) {
            answers.add(verification.get());
        }
        assertThat(answers).filteredOn(Accepted.class::isInstance).hasSize(2);
        assertThat(answers).filteredOn(NO_SIGNER::equals).hasSize(3);
        assertThat(published.readings.get()).isEqualTo(2);
    }

    @Test
    void aTokenWhoseKeyWasRemovedIsRefusedAlthoughItWasVerifiedBefore() {
        // Given
        keys.readFirst();
        String token = OLD.sign("ES256", CLAIMS);
        Verification before = verifier.verify(token);
        List<Verification> heard = new ArrayList<>();
        keys.onChange(() -> heard.add(verifier.recheck(((Accepted) before).claims())));

        // When
        published.document = TestKey.set(NEW);
        later(Duration.ofMinutes(11));
        keys.tick();
        await().until(() -> !heard.isEmpty());

        // Then
        assertThat(heard).containsExactly(NO_SIGNER);
        assertThat(verifier.verify(token)).isEqualTo(NO_SIGNER);
        assertThat(verifier.verify(NEW.sign("ES256", CLAIMS))).isInstanceOf(Accepted.class);
    }

    @Test
    void anotherKeyOfTheSameNameDoesNotInheritWhatTheFirstHadSigned() {
        // Given
        keys.readFirst();
        String token = OLD.sign("ES256", CLAIMS);
        Verification before = verifier.verify(token);

        // When
        published.document = TestKey.set(TestKey.ec("old", "P-256"));
        later(Duration.ofMinutes(11));
        keys.readFirst();

        // Then
        assertThat(before).isInstanceOf(Accepted.class);
        assertThat(verifier.verify(token))
                .isEqualTo(new Rejected(Cause.SIGNATURE, "Failed to validate JWT signature"));
    }

    @Test
    void whatCannotBeReadLeavesTheLastGoodKeysInForceAndIsTriedSooner() {
        // Given
        keys.readFirst();

        // When
        published.away = true;
        later(Duration.ofMinutes(11));
        keys.tick();
        await().until(() -> published.readings.get() == 2);
        Verification whileAway = verifier.verify(OLD.sign("ES256", CLAIMS));
        published.away = false;
        published.document = "{\"keys\":7}";
        later(Duration.ofSeconds(11));
        keys.tick();
        await().until(() -> published.readings.get() == 3);
        Verification whileMalformed = verifier.verify(OLD.sign("ES256", CLAIMS + " "));

        // Then
        assertThat(whileAway).isInstanceOf(Accepted.class);
        assertThat(whileMalformed).isInstanceOf(Accepted.class);
    }

    @Test
    void keysAreReadAgainAtTheirInterval() {
        // Given
        keys.readFirst();

        // When
        later(Duration.ofMinutes(9));
        keys.tick();
        later(Duration.ofMinutes(2));
        keys.tick();

        // Then
        await().until(() -> published.readings.get() == 2);
    }

    @Test
    void aFileAndAnAddressCanBothHoldKeysAndNeitherMayBeTooLarge(@TempDir Path folder)
            throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("jwks.json"), TestKey.set(OLD));
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = TestKey.set(NEW).getBytes(StandardCharsets.UTF_8);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.createContext(
                "/moved",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "/");
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        Duration max = Duration.ofSeconds(5);

        // When
        int both = known(new JwksFile(file, 10_000), new JwksUrl(url, max, 10_000));
        int tooLarge = known(new JwksFile(file, 10), new JwksUrl(url, max, 10));
        int moved = known(new JwksUrl(url.resolve("/moved"), max, 10_000));
        int nobody = known(new JwksUrl(URI.create("http://127.0.0.1:1/"), max, 10_000));
        server.stop(0);

        // Then
        assertThat(both).isEqualTo(2);
        assertThat(tooLarge).isZero();
        assertThat(moved).isZero();
        assertThat(nobody).isZero();
    }

    private int known(JwksSource... sources) {
        KeyRing ring =
                new KeyRing(
                        null,
                        List.of(sources),
                        new KeyRing.Limits(
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10),
                                1,
                                10),
                        () -> now);
        ring.readFirst();
        return ring.current().size();
    }
}
