package io.vintner.gateway.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.ColumnValue;
import io.vintner.change.Generation;
import io.vintner.change.Row;
import io.vintner.gateway.FeedServer;
import io.vintner.gateway.MemoryAudience;
import io.vintner.gateway.Tables;
import io.vintner.gateway.Tokens;
import io.vintner.gateway.channel.Channel;
import io.vintner.gateway.channel.ChannelJoin;
import io.vintner.gateway.channel.ChannelRegistry;
import io.vintner.gateway.channel.JoinOutcome;
import io.vintner.gateway.channel.JoinRequest;
import io.vintner.gateway.channel.MemoryOutbox;
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
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeRouterTest {

    private static final Instant NOW = Instant.ofEpochSecond(1000);

    private final MemoryAudience audience = new MemoryAudience();
    private final ChannelRegistry registry = new ChannelRegistry(audience);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RecentChanges recent =
            new RecentChanges(Duration.ofMinutes(2), 1_000_000, () -> NOW);
    private final ChangeRouter router =
            new ChangeRouter(audience, registry, recent, new RoutedChanges(meters, () -> NOW));
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

    private static ChangesRequest wish(String event, String filter) {
        return new ChangesRequest(event, "public", "vines", filter, null);
    }

    private Channel join(String topic, MemoryOutbox outbox, ChangesRequest... wishes) {
        return ((JoinOutcome.Joined)
                        joins.join(
                                new JoinRequest(
                                        new Topic(topic),
                                        Tokens.of("user-1", NOW.plusSeconds(60)),
                                        List.of(wishes),
                                        null,
                                        false,
                                        false,
                                        false),
                                outbox))
                .channel();
    }

    private static ChangeEvent insert(int id) {
        return new ChangeEvent.RowInserted(
                new ChangePosition(FeedServer.GENERATION, id, 1),
                NOW.minusMillis(3),
                Tables.VINES,
                new Row(
                        List.of(
                                new ColumnValue.Present(Integer.toString(id)),
                                ColumnValue.NULL,
                                ColumnValue.NULL)));
    }

    @Test
    void aChannelHearsAChangeOnceWithAllItsBindings() {
        // Given
        MemoryOutbox outbox = new MemoryOutbox();
        join("room", outbox, wish("*", null), wish("INSERT", "id=eq.7"), wish("*", null));

        // When
        router.changed(List.of(insert(7)));

        // Then
        assertThat(outbox.frames()).hasSize(1);
        assertThat(outbox.told().getLast()).startsWith("changed 2 ").contains("\"id\":\"7\"");
    }

    @Test
    void equalChannelsShareOneFrameAndOthersDoNot() {
        // Given
        MemoryOutbox one = new MemoryOutbox();
        MemoryOutbox two = new MemoryOutbox();
        MemoryOutbox other = new MemoryOutbox();
        MemoryOutbox elsewhere = new MemoryOutbox();
        join("room", one, wish("*", null));
        join("room", two, wish("*", null));
        join("room", other, wish("INSERT", null));
        join("hall", elsewhere, wish("*", null));

        // When
        router.changed(List.of(insert(1)));

        // Then
        assertThat(one.frames().getFirst()).isSameAs(two.frames().getFirst());
        assertThat(other.frames().getFirst()).isNotSameAs(one.frames().getFirst());
        assertThat(elsewhere.frames().getFirst()).isNotSameAs(one.frames().getFirst());
        assertThat(meters.counter("vintner_gateway_deliveries_total").count()).isEqualTo(4);
    }

    @Test
    void aChannelHearsInCommitOrder() {
        // Given
        MemoryOutbox outbox = new MemoryOutbox();
        join("room", outbox, wish("*", null));
        List<ChangeEvent> batch = new ArrayList<>();
        for (int id = 1; id <= 100; id++) {
            batch.add(insert(id));
        }

        // When
        router.changed(batch.subList(0, 50));
        router.changed(batch.subList(50, 100));

        // Then
        List<String> changes = outbox.told().subList(2, 102);
        for (int id = 1; id <= 100; id++) {
            assertThat(changes.get(id - 1)).contains("\"id\":\"" + id + "\"");
        }
    }

    @Test
    void aLeftChannelHearsNothing() {
        // Given
        MemoryOutbox outbox = new MemoryOutbox();
        Channel channel = join("room", outbox, wish("*", null));
        registry.end(channel, new io.vintner.gateway.channel.Ending.Closed());

        // When
        router.changed(List.of(insert(1)));

        // Then
        assertThat(outbox.frames()).isEmpty();
    }

    @Test
    void whileTokensAreExchangedEachChangeIsHeardExactlyOnce() throws Exception {
        // Given
        MemoryOutbox outbox = new MemoryOutbox();
        Channel channel = join("room", outbox, wish("*", null));
        AtomicBoolean over = new AtomicBoolean();
        Thread renewing =
                Thread.ofVirtual()
                        .start(() -> {
                            for (int turn = 0; !over.get(); turn++) {
                                joins.renew(
                                        channel,
                                        Tokens.of(
                                                "user-" + turn % 3,
                                                NOW.plusSeconds(60 + turn % 5)));
                            }
                        });

        // When
        for (int id = 1; id <= 3_000; id++) {
            router.changed(List.of(insert(id)));
        }
        over.set(true);
        renewing.join();

        // Then
        assertThat(outbox.frames()).hasSize(3_000);
        assertThat(meters.counter("vintner_gateway_changes_total").count()).isEqualTo(3_000);
    }

    @Test
    void missedChangesAreCountedAndTold() {
        // Given
        MemoryOutbox outbox = new MemoryOutbox();
        join("room", outbox, wish("*", null));

        // When
        router.missed(null);

        // Then
        assertThat(outbox.told()).endsWith("failed");
        assertThat(meters.counter("vintner_gateway_gaps_total").count()).isOne();
    }

    @Test
    void whoIsSentBackToJoinAgainFindsWhereItGoesOn() {
        // Given
        ChangePosition goesOnAt = new ChangePosition(new Generation(17, 1, 5), 4_711, 0);
        List<@Nullable ChangePosition> found = new ArrayList<>();
        MemoryOutbox outbox =
                new MemoryOutbox() {
                    @Override
                    public void failed() {
                        found.add(recent.reached());
                    }
                };
        join("room", outbox, wish("*", null));

        // When
        router.missed(goesOnAt);

        // Then
        assertThat(found).containsExactly(goesOnAt);
    }
}
