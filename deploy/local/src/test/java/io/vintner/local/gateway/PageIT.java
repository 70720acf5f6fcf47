package io.vintner.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A page in a real browser, with a resume id: whatever becomes of it, it loses nothing. */
class PageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration OFF = Duration.ofSeconds(20);
    private static final Map<String, String> NOTES =
            Map.of("event", "INSERT", "schema", "public", "table", "notes");
    private static final String SUBSCRIBED = "SUBSCRIBED";
    private static final String WINDOW_AGE_MAX = "VINTNER_GATEWAY_RESUME_WINDOW_AGE_MAX";

    /** Longer than a receipt lags behind. */
    private static final Duration SHORT_WINDOW = Duration.ofSeconds(12);

    private static final Duration LONG_AWAY = Duration.ofSeconds(15);
    private static final String QUEUE_BYTES = "vintner_gateway_queue_bytes";

    /** Waiting at the gateway: everything between it and the page is full. */
    private static final int STANDING_BYTES = 1_000_000;

    private static final String WIDE = "w".repeat(100_000);
    private static final int WIDE_MAX = 500;

    @AutoClose private static GatewayStack stack;
    private static int lastId;

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.started(
                        """
                        create table public.notes (id int primary key, body text);
                        grant select on public.notes to authenticated;
                        alter publication supabase_realtime add table public.notes;
                        """);
    }

    static Stream<Arguments> pages() {
        return Stream.of(
                Arguments.of("supabase-js", false),
                Arguments.of("supabase-js", true),
                Arguments.of("realtime-js", true));
    }

    @ParameterizedTest(name = "{0}, worker: {1}")
    @MethodSource("pages")
    void aPageWhoseMainThreadStandsStillLosesNothingAndKeepsTheOrder(String library, boolean worker)
            throws IOException {
        try (ClientPage page = new ClientPage()) {
            // Given
            subscribe(page, library, stack.gateway().url(), worker);
            int first = lastId + 1;
            write(20);
            awaitHeard(page);

            // When
            page.stall();
            int before = lastId;
            while (stack.gateway().metric(QUEUE_BYTES) < STANDING_BYTES) {
                assertThat(lastId - before).as("rows that fill all buffers").isLessThan(WIDE_MAX);
                stack.run("insert into public.notes values (%d, '%s')".formatted(++lastId, WIDE));
            }
            write(20);
            // The buffers on the way may still have grown a little.
            assertThat(stack.gateway().metric(QUEUE_BYTES)).isGreaterThan(STANDING_BYTES / 2.0);
            page.release();

            // Then
            awaitHeard(page);
            ClientPage.Said said = page.said();
            said.assertNothingLost(first, lastId);
            assertThat(said.heardWhileStalled()).isZero();
            await("nothing waits any more")
                    .atMost(PATIENCE)
                    .until(() -> stack.gateway().metric(QUEUE_BYTES) == 0);
        }
    }

    @ParameterizedTest(name = "{0}, worker: {1}")
    @MethodSource("pages")
    void aPageThatWasPutAwayAndTakenOutAgainLosesNothingAndKeepsTheOrder(
            String library, boolean worker) throws IOException {
        try (ClientPage page = new ClientPage()) {
            // Given
            String resumeId = subscribe(page, library, stack.gateway().url(), worker);
            int first = lastId + 1;
            write(20);
            awaitHeard(page);
            awaitReceipt(resumeId);

            // When
            page.dispatch("pagehide");
            write(50);
            page.dispatch("pageshow");
            write(50);

            // Then
            awaitHeard(page);
            ClientPage.Said said = page.said();
            said.assertNothingLost(first, lastId);
            assertThat(said.answers()).containsExactly("fetch", "resumed");
        }
    }

    @ParameterizedTest(name = "{0}, worker: {1}")
    @MethodSource("pages")
    void aPageWithoutNetworkForTwentySecondsLosesNothingAndKeepsTheOrder(
            String library, boolean worker) throws IOException {
        try (Network network = new Network(stack.gateway().url());
                ClientPage page = new ClientPage()) {
            // Given
            String resumeId = subscribe(page, library, network.url(), worker);
            int first = lastId + 1;
            write(20);
            awaitHeard(page);
            awaitReceipt(resumeId);

            // When
            network.turn(false);
            page.setOffline(true);
            writeFor(OFF);
            page.setOffline(false);
            network.turn(true);
            write(20);

            // Then
            awaitHeard(page);
            ClientPage.Said said = page.said();
            said.assertNothingLost(first, lastId);
            assertThat(said.answers()).startsWith("fetch", "resumed");
        }
    }

    @ParameterizedTest(name = "{0}, worker: {1}")
    @MethodSource("pages")
    void aPageThatWasAwayForLongerThanTheWindowFetchesAndGoesOn(String library, boolean worker)
            throws IOException, InterruptedException {
        restartGateway(SHORT_WINDOW.toSeconds() + "s");
        try (ClientPage page = new ClientPage();
                NodeClient witness = NodeClient.start(witness(Map.of()))) {
            // Given
            witness.joinAndAwait("notes", List.of(NOTES));
            String resumeId = subscribe(page, library, stack.gateway().url(), worker);
            write(20);
            awaitHeard(page);
            awaitReceipt(resumeId);

            // When
            page.dispatch("pagehide");
            writeFor(LONG_AWAY);
            // What is still on its way when the page joins is live for it.
            witness.await("the last", line -> line.at("/change/new/id").asInt() == lastId);
            page.dispatch("pageshow");
            awaitAnswers(page, 2);
            int second = lastId + 1;
            write(20);

            // Then
            awaitHeard(page);
            ClientPage.Said said = page.said();
            assertFetchedAndNothingElse(said, second);
            awaitReceipt(resumeId);

            // When
            page.dispatch("pagehide");
            write(50);
            page.dispatch("pageshow");
            write(50);

            // Then
            awaitHeard(page);
            said = page.said();
            assertThat(said.answers()).containsExactly("fetch", "fetch", "resumed");
            said.since(2).assertNothingLost(second, lastId);
        } finally {
            restartGateway("2m");
        }
    }

    @ParameterizedTest(name = "{0}, worker: {1}")
    @MethodSource("pages")
    void aPageThatLeavesAndJoinsAgainFetchesAndGoesOn(String library, boolean worker)
            throws IOException {
        try (ClientPage page = new ClientPage();
                NodeClient witness = NodeClient.start(witness(Map.of()))) {
            // Given
            witness.joinAndAwait("notes", List.of(NOTES));
            String resumeId = subscribe(page, library, stack.gateway().url(), worker);
            write(20);
            awaitHeard(page);
            awaitReceipt(resumeId);

            // When
            page.leave();
            write(20);
            witness.await("the last", line -> line.at("/change/new/id").asInt() == lastId);
            page.join(NOTES);
            awaitAnswers(page, 2);
            int second = lastId + 1;
            write(20);

            // Then
            awaitHeard(page);
            assertFetchedAndNothingElse(page.said(), second);
        }
    }

    @ParameterizedTest(name = "{0}, worker: {1}")
    @MethodSource("pages")
    void aPageWhoseReceiptIsGoneWithTheTableFetchesAndGoesOn(String library, boolean worker)
            throws IOException {
        String witnessId = UUID.randomUUID().toString();
        try (ClientPage page = new ClientPage();
                NodeClient witness = NodeClient.start(witness(resuming(witnessId, false)))) {
            // Given
            String resumeId = subscribe(page, library, stack.gateway().url(), worker);
            write(20);
            awaitHeard(page);
            awaitReceipt(resumeId);

            // When
            page.dispatch("pagehide");
            write(20);
            witness.joinAndAwait("notes", List.of(NOTES));
            write(20);
            witness.await("the last", line -> line.at("/change/new/id").asInt() == lastId);
            // What the page has proven is stored no later than what is proven after it.
            awaitReceipt(witnessId);
            stack.run("truncate vintner.receipts");
            page.dispatch("pageshow");
            awaitAnswers(page, 2);
            int second = lastId + 1;
            write(20);

            // Then
            awaitHeard(page);
            assertFetchedAndNothingElse(page.said(), second);
        }
    }

    @ParameterizedTest(name = "{0}, worker: {1}")
    @MethodSource("pages")
    void aGatewayThatIsKilledTenMillisecondsAfterSubscribedCostsNothing(
            String library, boolean worker) throws IOException, InterruptedException {
        try (ClientPage page = new ClientPage()) {
            // Given
            String resumeId = subscribe(page, library, stack.gateway().url(), worker);
            int first = lastId + 1;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            stack.gateway().kill();
            await("the page notices")
                    .atMost(PATIENCE)
                    .pollInSameThread()
                    .until(() -> page.said().statuses().contains("CHANNEL_ERROR"));
            List<String> joins = new ArrayList<>(page.said().joins());
            // The answer was on its way when the gateway died.
            assertThat(joins).isIn(List.of(SUBSCRIBED), List.of(SUBSCRIBED, "fetch"));

            // When
            write(20);
            stack.gateway().start();
            stack.gateway().awaitReady();
            write(20);

            // Then
            awaitHeard(page);
            page.said().assertNothingLost(first, lastId);
            joins.addAll(List.of(SUBSCRIBED, "fetch"));
            assertThat(page.said().joins()).isEqualTo(joins);
            awaitReceipt(resumeId);

            // When
            page.dispatch("pagehide");
            write(20);
            page.dispatch("pageshow");
            write(20);

            // Then
            awaitHeard(page);
            ClientPage.Said said = page.said();
            said.assertNothingLost(first, lastId);
            joins.addAll(List.of(SUBSCRIBED, "resumed"));
            assertThat(said.joins()).isEqualTo(joins);
            assertThat(said.counts()).allMatch(counted -> counted.get(0).equals(counted.get(1)));
        }
    }

    private static void restartGateway(String window) throws InterruptedException {
        stack.gateway().stop();
        stack.gateway().set(WINDOW_AGE_MAX, window);
        stack.gateway().start();
        stack.gateway().awaitReady();
    }

    private static void awaitAnswers(ClientPage page, int count) {
        await(count + " answers")
                .atMost(PATIENCE)
                .pollInSameThread()
                .until(() -> page.said().answers().size() == count);
    }

    /** Returns its resume id. */
    private static String subscribe(ClientPage page, String library, String url, boolean worker) {
        String resumeId = UUID.randomUUID().toString();
        page.subscribe(library, url, Bearer.anyone().token(), resuming(resumeId, worker), NOTES);
        return resumeId;
    }

    private static Map<String, ?> resuming(String resumeId, boolean worker) {
        return Map.of(
                "params",
                Map.of("resume", resumeId),
                "heartbeatIntervalMs",
                1_000,
                "worker",
                worker);
    }

    private static NodeClient.Settings witness(Map<String, ?> realtime) {
        return new NodeClient.Settings(
                "realtime-js", stack.gateway().url(), Bearer.anyone().token(), null, realtime);
    }

    /** Each row in a transaction of its own; the ids have no holes. */
    private static void write(int count) {
        for (int written = 0; written < count; written++) {
            stack.run("insert into public.notes values (%d, 'note')".formatted(++lastId));
        }
    }

    private static void writeFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            write(1);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static void awaitHeard(ClientPage page) {
        await("the page hears of " + lastId)
                .atMost(PATIENCE)
                .pollInSameThread()
                .until(() -> page.said().ids().contains(lastId));
    }

    /** Waits until the page has proven that it was reached by the word to fetch. */
    private static void awaitReceipt(String resumeId) {
        await("a receipt")
                .atMost(PATIENCE)
                .until(() -> {
                    try (Connection connection = stack.postgres().connect();
                            PreparedStatement statement =
                                    connection.prepareStatement(
                                            "select from vintner.receipts"
                                                    + " where resume_id = ? and not fetching")) {
                        statement.setString(1, resumeId);
                        return statement.executeQuery().next();
                    }
                });
    }

    /** It was told to fetch after both of its joins, and then only what is live. */
    private static void assertFetchedAndNothingElse(ClientPage.Said said, int second) {
        assertThat(said.joins()).containsExactly(SUBSCRIBED, "fetch", SUBSCRIBED, "fetch");
        assertThat(said.counts()).containsExactly(List.of(0, 0), List.of(0, 0));
        assertThat(said.since(2).ids())
                .isEqualTo(IntStream.rangeClosed(second, lastId).boxed().toList());
    }
}
