package io.vintner.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.gateway.FeedServer;
import io.vintner.gateway.MemoryAudience;
import io.vintner.gateway.Tables;
import io.vintner.gateway.Tokens;
import io.vintner.gateway.changes.ChangeRouter;
import io.vintner.gateway.changes.RoutedChanges;
import io.vintner.gateway.channel.Channel;
import io.vintner.gateway.channel.ChannelJoin;
import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.channel.JoinOutcome;
import io.vintner.gateway.channel.JoinRequest;
import io.vintner.gateway.channel.MemoryOutbox;
import io.vintner.gateway.channel.Resumer;
import io.vintner.gateway.channel.Topic;
import io.vintner.gateway.history.RecentChanges;
import io.vintner.gateway.match.ChangesRequest;
import io.vintner.gateway.token.SigningKeys;
import io.vintner.gateway.token.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplaysTest {

    private static final Instant NOW = Instant.ofEpochSecond(1000);
    private static final Pattern ID =
            Pattern.compile("changed \\d+ .*\"record\":\\{\"id\":\"(\\d+)\".*");

    private final AtomicLong seconds = new AtomicLong();
    private final MemoryAudience audience = new MemoryAudience();
    private final ChannelRegistry registry = new ChannelRegistry(audience);
    private final RecentChanges recent =
            new RecentChanges(
                    Duration.ofMinutes(2), 64_000_000, () -> NOW.plusSeconds(seconds.get()));
    private final ChangeRouter router =
            new ChangeRouter(
                    audience,
                    registry,
                    recent,
                    new RoutedChanges(new SimpleMeterRegistry(), () -> NOW));
    private final ChannelJoin joins =
            new ChannelJoin(
                    new TokenVerifier(
                            SigningKeys.sharedSecret(
                                    Tokens.SECRET.getBytes(StandardCharsets.UTF_8)),
                            Set.of("authenticated"),
                            10,
                            () -> NOW),
                    audience,
                    () -> true,
                    registry);
    private final AtomicInteger replayed = new AtomicInteger();
    private final AtomicInteger resumed = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final ReplayCounts counts =
            new ReplayCounts() {
                @Override
                public void replayed(int changes) {
                    replayed.addAndGet(changes);
                }

                @Override
                public void resumed() {
                    resumed.incrementAndGet();
                }

                @Override
                public void lost() {
                    lost.incrementAndGet();
                }
            };
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Replays replays =
            new Replays(new Replays.Parts(recent, audience, registry), counts, threads, 2);
    private long last;

    @BeforeEach
    void begin() {
        router.reached(at(0));
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static ChangePosition at(long id) {
        return new ChangePosition(FeedServer.GENERATION, id, id == 0 ? 0 : 1);
    }

    /** Routes the changes up to that number. */
    private void route(long upTo) {
        List<ChangeEvent> events = new ArrayList<>();
        while (last < upTo) {
            last++;
            events.add(
                    new ChangeEvent.RowInserted(
                            at(last),
                            NOW,
                            Tables.VINES,
                            new Row(
                                    List.of(
                                            new ColumnValue.Present(Long.toString(last)),
                                            ColumnValue.NULL,
                                            ColumnValue.NULL))));
        }
        router.changed(events);
        router.reached(at(last));
    }

    private Channel join(MemoryOutbox outbox, Resumer.Start start) {
        JoinRequest request =
                new JoinRequest(
                        new Topic("room"),
                        Tokens.of("user-1", NOW.plusSeconds(60)),
                        List.of(new ChangesRequest("*", "public", "vines", null, null)),
                        null,
                        false,
                        false,
                        false);
        Resumer resumer =
                new Resumer() {
                    @Override
                    public Start begin(Channel channel) {
                        return start;
                    }

                    @Override
                    public void opened(Channel channel) {
                        replays.add(channel);
                    }
                };
        return ((JoinOutcome.Joined) joins.join(request, outbox, resumer)).channel();
    }

    private static List<Long> heard(MemoryOutbox outbox) {
        List<Long> ids = new ArrayList<>();
        for (String told : outbox.told()) {
            Matcher matcher = ID.matcher(told);
            if (matcher.matches()) {
                ids.add(Long.valueOf(matcher.group(1)));
            }
        }
        return ids;
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static long answers(MemoryOutbox outbox) {
        return outbox.told().stream()
                .filter(told -> told.startsWith("ok: resumed") || told.startsWith("ok: fetch"))
                .count();
    }

    @Test
    void whatFollowsTheReceiptComesBeforeTheAnswerAndWhatIsLiveAfterIt() {
        // Given
        route(5);
        MemoryOutbox outbox = new MemoryOutbox();

        // When
        Channel channel = join(outbox, new Resumer.Start(at(2), true));
        await().until(() -> resumed.get() == 1);
        route(6);

        // Then
        assertThat(heard(outbox)).isEqualTo(range(3, 6));
        assertThat(outbox.told().subList(0, 2))
                .containsExactly("joined 1", "ok: Subscribed to PostgreSQL");
        assertThat(outbox.told().get(5)).isEqualTo("ok: resumed 3");
        assertThat(replayed).hasValue(3);
        assertThat(channel.behind()).isNull();
        assertThat(channel.heardUpTo(at(6))).isEqualTo(at(6));
    }

    @Test
    void whoIsToldToFetchHearsEverythingFromTheMomentOfItsJoinOn() {
        // Given
        route(5);
        MemoryOutbox outbox = new MemoryOutbox();
        Resumer.Start start = new Resumer.Start(at(5), false);
        route(7);

        // When
        Channel channel = join(outbox, start);
        await().until(() -> channel.behind() == null);

        // Then
        assertThat(outbox.told().get(2)).isEqualTo("ok: fetch 0");
        assertThat(heard(outbox)).isEqualTo(range(6, 7));
        assertThat(answers(outbox)).isEqualTo(1);
    }

    @Test
    void whoHasNothingToCatchUpWithIsToldSo() {
        // Given
        route(5);
        MemoryOutbox outbox = new MemoryOutbox();

        // When
        join(outbox, new Resumer.Start(at(5), true));

        // Then
        await().until(() -> resumed.get() == 1);
        assertThat(outbox.told()).endsWith("ok: resumed 0");
    }

    @Test
    void whatHasLeftTheWindowHasToBeFetched() {
        // Given
        route(5);
        MemoryOutbox outbox = new MemoryOutbox();
        outbox.full(true);
        Channel channel = join(outbox, new Resumer.Start(at(2), true));
        seconds.addAndGet(180);
        route(6);
        seconds.addAndGet(180);
        route(7);

        // When
        outbox.full(false);
        replays.tick();
        await().until(() -> lost.get() == 1);
        route(8);

        // Then
        assertThat(outbox.told()).contains("ok: fetch 0");
        assertThat(heard(outbox)).containsExactly(8L);
        assertThat(answers(outbox)).isEqualTo(1);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void whoWasToldToFetchAndThenMissesSomethingJoinsAgain() {
        // Given
        route(5);
        MemoryOutbox outbox = new MemoryOutbox();
        outbox.full(true);
        Channel channel = join(outbox, new Resumer.Start(at(2), false));
        seconds.addAndGet(180);
        route(6);

        // When
        outbox.full(false);
        replays.tick();

        // Then
        await().until(() -> !channel.isOpen());
        assertThat(outbox.told()).endsWith("failed");
        assertThat(answers(outbox)).isEqualTo(1);
        assertThat(audience.subscribers()).isEmpty();
    }

    @Test
    void aClientThatDoesNotReadIsNotGivenMoreOfThePast() {
        // Given
        route(2_000);
        MemoryOutbox outbox = new MemoryOutbox();
        outbox.full(true);
        join(outbox, new Resumer.Start(at(0), true));
        MemoryOutbox other = new MemoryOutbox();

        // When
        join(other, new Resumer.Start(at(0), true));
        await().until(() -> heard(other).size() == 2_000);

        // Then
        assertThat(heard(outbox)).isEmpty();
        outbox.full(false);
        replays.tick();
        await().until(() -> resumed.get() == 2);
        assertThat(heard(outbox)).isEqualTo(range(1, 2_000));
    }

    @Test
    void aGatewayThatIsBehindTheReceiptRepeatsNothing() {
        // Given
        route(5);
        MemoryOutbox outbox = new MemoryOutbox();

        // When
        join(outbox, new Resumer.Start(at(8), true));
        route(7);
        replays.tick();
        route(8);
        assertThat(answers(outbox)).isZero();
        replays.tick();
        await().until(() -> resumed.get() == 1);
        route(9);

        // Then
        assertThat(heard(outbox)).containsExactly(9L);
    }

    @Test
    void aGapEndsAChannelThatCatchesUpAsAnyOther() {
        // Given
        route(5);
        MemoryOutbox outbox = new MemoryOutbox();
        outbox.full(true);
        Channel channel = join(outbox, new Resumer.Start(at(2), true));

        // When
        router.missed(null);
        router.reached(at(20));
        outbox.full(false);
        replays.tick();

        // Then
        assertThat(channel.isOpen()).isFalse();
        assertThat(outbox.told()).endsWith("failed");
        assertThat(heard(outbox)).isEmpty();
    }

    @Test
    void atTheSeamNothingIsMissedOrRepeatedWhileChangesComeAndTokensAreExchanged()
            throws InterruptedException {
        // Given
        Random random = new Random(20261126);
        int channels = 40;
        long end = 4_000;
        List<MemoryOutbox> outboxes = new ArrayList<>();
        List<Long> starts = new ArrayList<>();
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            Random sizes = new Random(1);
                            while (last < end) {
                                route(Math.min(end, last + 1 + sizes.nextInt(40)));
                            }
                        });

        // When
        while (outboxes.size() < channels) {
            ChangePosition present = recent.reached();
            long start = Math.max(0, present.lsn() - random.nextInt(1_000));
            MemoryOutbox outbox = new MemoryOutbox();
            Channel channel = join(outbox, new Resumer.Start(at(start), true));
            outboxes.add(outbox);
            starts.add(start);
            if (random.nextInt(3) == 0) {
                joins.renew(channel, Tokens.of("user-2", NOW.plusSeconds(60)));
            }
            replays.tick();
        }
        writer.join();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> {
                    replays.tick();
                    return resumed.get() == channels;
                });

        // Then
        for (int index = 0; index < channels; index++) {
            MemoryOutbox outbox = outboxes.get(index);
            assertThat(heard(outbox))
                    .as("channel %d", index)
                    .isEqualTo(range(starts.get(index) + 1, end));
            assertThat(answers(outbox)).isEqualTo(1);
        }
        assertThat(lost).hasValue(0);
    }
}
