package io.vintner.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.gateway.FeedServer;
import io.vintner.gateway.Tables;
import io.vintner.gateway.TestCertificate;
import io.vintner.gateway.TestConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeIntakeIT {

    private final FeedServer feed = new FeedServer();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Semaphore pace = new Semaphore(1_000_000);
    private final ChangeListener listener =
            new ChangeListener() {
                @Override
                public void changed(List<ChangeEvent> events) {
                    pace.acquireUninterruptibly();
                    events.forEach(event -> told.add("at " + event.position().lsn()));
                }

                @Override
                public void past(List<ChangeEvent> events) {
                    events.forEach(event -> told.add("past " + event.position().lsn()));
                }

                @Override
                public void reached(ChangePosition position) {
                    // told often, and by nothing but time
                }

                @Override
                public void missed(@Nullable ChangePosition goesOnAt) {
                    told.add("missed");
                }
            };
    private ChangeIntake intake;

    @AfterEach
    void stop() {
        intake.close();
        feed.close();
    }

    private void start(String url, String... settings) {
        Map<String, String> values = new HashMap<>(Map.of(".urls", url));
        for (int index = 0; index < settings.length; index += 2) {
            values.put("." + settings[index], settings[index + 1]);
        }
        intake =
                new ChangeIntake(
                        TestConfig.of(FeedConfig.class, "vintner.gateway.feed", values),
                        () -> FeedServer.SECRET,
                        RandomGenerator.getDefault(),
                        listener);
        intake.start();
    }

    private void startAndConnect() {
        start(feed.url());
        await().until(() -> intake.state() == FeedState.CONNECTED);
    }

    private String insert() {
        return "at " + feed.insert(Tables.VINES, "1", "DRAFT", null).lsn();
    }

    @Test
    void aGatewayThatStartsIsConnectedOnceItHasReadWhatTheRelayHas() {
        // Given
        String one = insert().replace("at ", "past ");
        String two = insert().replace("at ", "past ");

        // When
        startAndConnect();

        // Then
        assertThat(told).containsExactly(one, two);
        String three = insert();
        await().until(() -> told.size() >= 3);
        assertThat(told).containsExactly(one, two, three);
    }

    @Test
    void aRelayWithACertificateOfOnesOwnIsReadOverHttps(@TempDir Path folder) throws Exception {
        // Given
        TestCertificate certificate = TestCertificate.in(folder);
        try (FeedServer relay = FeedServer.overTls(certificate)) {
            // When
            start(relay.url(), "ca-file", certificate.pem().toString());
            await().until(() -> intake.state() == FeedState.CONNECTED);
            long lsn = relay.insert(Tables.VINES, "1", "DRAFT", null).lsn();

            // Then
            await().until(() -> told.contains("at " + lsn));
        }
    }

    @Test
    void changesArriveInOrderEachOnce() {
        // Given
        startAndConnect();

        // When
        String one = insert();
        feed.repeat();
        String two = insert();

        // Then
        await().until(() -> told.size() >= 2);
        assertThat(told).containsExactly(one, two);
    }

    @Test
    void aBrokenLinkIsOpenedAgainAndNothingIsLostOrRepeated() {
        // Given
        startAndConnect();
        String one = insert();
        await().until(() -> told.contains(one));

        // When
        feed.away(true);
        await().until(() -> intake.state() == FeedState.RESUMABLE);
        String two = insert();
        String three = insert();
        feed.away(false);

        // Then
        await().until(() -> told.size() >= 3);
        assertThat(told).containsExactly(one, two, three);
        assertThat(intake.state()).isEqualTo(FeedState.CONNECTED);
    }

    @Test
    void aGapIsTold() {
        // Given
        startAndConnect();

        // When
        feed.gap();
        String after = insert();

        // Then
        await().until(() -> told.size() >= 2);
        assertThat(told).containsExactly("missed", after);
    }

    @Test
    void aListenerThatIsSlowHoldsTheFeedBackAndLosesNothing() {
        // Given
        startAndConnect();
        pace.drainPermits();
        List<String> inserted = new CopyOnWriteArrayList<>();

        // When
        for (int count = 0; count < 2_000; count++) {
            inserted.add(insert());
        }
        pace.release(1_000_000);

        // Then
        await().until(() -> told.size() >= inserted.size());
        assertThat(told).isEqualTo(inserted);
    }

    @Test
    void whoeverWaitsForTheFeedIsToldWhenItIsThereOrHasBeenAwayTooLong() {
        // Given
        feed.away(true);
        start(feed.url());

        // When
        boolean inTime = intake.awaitPosition(Duration.ofMillis(200));
        Thread comingBack = Thread.ofVirtual().start(() -> feed.away(false));
        boolean later = intake.awaitPosition(Duration.ofSeconds(10));

        // Then
        assertThat(comingBack).isNotNull();
        assertThat(inTime).isFalse();
        assertThat(later).isTrue();
    }

    @Test
    void aFeedThatCanGoOnLaterNeedsNoWaiting() {
        // Given
        startAndConnect();

        // When
        feed.away(true);
        await().until(() -> intake.state() == FeedState.RESUMABLE);

        // Then
        assertThat(intake.awaitPosition(Duration.ZERO)).isTrue();
    }

    @Test
    void aLineThatIsTooLongCountsAsMissedAndTheFeedGoesOn() {
        // Given
        start(feed.url(), "line-bytes-max", "1000");
        await().until(() -> intake.state() == FeedState.CONNECTED);

        // When
        feed.insert(Tables.VINES, "1", "x".repeat(2_000), null);
        String after = insert();

        // Then
        await().until(() -> told.size() >= 2);
        assertThat(told).containsExactly("missed", after);
    }

    @Test
    void aSilentLinkIsOpenedAgainFromTheLastPosition() throws IOException {
        try (ScriptedFeed silent =
                new ScriptedFeed(
                        """
                        {"feed":1,"position":"17.1.7@0/10:0"}
                        {"progress":"0/20:0","committed":1763827200123456}
                        """)) {
            // When
            start(silent.url(), "silence-max", "300ms");

            // Then
            await().until(() -> silent.asked().size() >= 2);
            assertThat(silent.asked().get(0))
                    .startsWith("GET /feed/v1/changes?start=oldest HTTP/1.1");
            assertThat(silent.asked().get(1))
                    .startsWith(
                            "GET /feed/v1/changes?from=17.1.7%400%2F20%3A0"
                                    + "&committed-at=1763827200123456 HTTP/1.1");
        }
    }

    @Test
    void aRelayThatDoesNotServeIsPassedOverAndTheOneThatDoesIsKept() {
        try (FeedServer standby = new FeedServer()) {
            // Given
            standby.away(true);

            // When
            start(standby.url() + "," + feed.url());
            await().until(() -> intake.state() == FeedState.CONNECTED);
            standby.away(false);
            String one = insert();

            // Then
            await().until(() -> told.contains(one));
            assertThat(feed.readers()).isOne();
            assertThat(standby.readers()).isZero();
        }
    }

    @Test
    void whenTheRelayThatServedIsGoneTheNextGoesOnWhereItStopped() {
        try (FeedServer next = new FeedServer()) {
            // Given
            start(feed.url() + "," + next.url());
            await().until(() -> intake.state() == FeedState.CONNECTED);
            String one = insert();
            next.insert(Tables.VINES, "1", "DRAFT", null);
            await().until(() -> told.contains(one));

            // When
            feed.away(true);
            String two = "at " + next.insert(Tables.VINES, "2", "DRAFT", null).lsn();

            // Then
            await().until(() -> told.size() >= 2);
            assertThat(told).containsExactly(one, two);
            assertThat(intake.state()).isEqualTo(FeedState.CONNECTED);
        }
    }

    @Test
    void aRelayThatTakesTheConnectionAndSaysNothingIsPassedOver() throws IOException {
        try (ServerSocket frozen = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            // When
            start(
                    "http://127.0.0.1:" + frozen.getLocalPort() + "," + feed.url(),
                    "silence-max",
                    "300ms");

            // Then
            await().until(() -> intake.state() == FeedState.CONNECTED);
        }
    }

    @Test
    void aMalformedLineBreaksTheLink() throws IOException {
        try (ScriptedFeed broken =
                new ScriptedFeed(
                        """
                        {"feed":1,"position":"17.1.7@0/10:0"}
                        {"vanish":1}
                        """)) {
            // When
            start(broken.url());

            // Then
            await().until(() -> broken.asked().size() >= 2);
            assertThat(told).isEmpty();
        }
    }

    /** A relay that answers every reader with the same lines and then says nothing more. */
    private static final class ScriptedFeed implements AutoCloseable {

        private final ServerSocket server;
        private final String lines;
        private final List<String> asked = new CopyOnWriteArrayList<>();

        ScriptedFeed(String lines) throws IOException {
            this.lines = lines;
            this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::serve);
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        List<String> asked() {
            return asked;
        }

        private void serve() {
            while (!server.isClosed()) {
                try {
                    answer(server.accept());
                } catch (IOException gone) {
                    return;
                }
            }
        }

        private void answer(Socket reader) throws IOException {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(
                                    reader.getInputStream(), StandardCharsets.US_ASCII));
            asked.add(in.readLine());
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                assertThat(line).doesNotContain("\t");
            }
            reader.getOutputStream()
                    .write(
                            ("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n"
                                            + lines)
                                    .getBytes(StandardCharsets.US_ASCII));
            reader.getOutputStream().flush();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
