package io.vintner.gateway.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.change.ChangePosition;
import io.vintner.gateway.FeedServer;
import io.vintner.gateway.MemoryAudience;
import io.vintner.gateway.Tokens;
import io.vintner.gateway.match.ChangesRequest;
import io.vintner.gateway.token.Claims;
import io.vintner.gateway.token.SigningKeys;
import io.vintner.gateway.token.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChannelJoinTest {

    private static final Topic ROOM = new Topic("room");
    private static final ChangesRequest VINES = wish("vines");

    private Instant now = Instant.ofEpochSecond(1000);
    private boolean connected = true;
    private final List<Channel> opened = new ArrayList<>();
    private final MemoryAudience audience = new MemoryAudience();
    private final ChannelRegistry registry = new ChannelRegistry(audience);
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final ChannelJoin joins =
            new ChannelJoin(
                    new TokenVerifier(
                            SigningKeys.sharedSecret(
                                    Tokens.SECRET.getBytes(StandardCharsets.UTF_8)),
                            Set.of("authenticated"),
                            10,
                            () -> now),
                    audience,
                    () -> connected,
                    registry);

    private static ChangesRequest wish(String table) {
        return new ChangesRequest("*", "public", table, null, null);
    }

    private static String token(String subject, long expiry) {
        return Tokens.of(subject, Instant.ofEpochSecond(expiry));
    }

    private static JoinRequest request(ChangesRequest... wishes) {
        return new JoinRequest(
                ROOM, token("user-1", 2000), List.of(wishes), null, false, false, false);
    }

    private Channel joined(ChangesRequest... wishes) {
        return ((JoinOutcome.Joined) joins.join(request(wishes), outbox)).channel();
    }

    @Test
    void theAnswerComesFirstAndEqualWishesHaveEqualNumbers() {
        // When
        Channel channel = joined(VINES, wish("vineyards"), VINES);

        // Then
        assertThat(channel.isOpen()).isTrue();
        assertThat(outbox.told()).containsExactly("joined 3", "ok: Subscribed to PostgreSQL");
        assertThat(outbox.ids().getFirst()).isEqualTo(outbox.ids().getLast());
        assertThat(Set.copyOf(outbox.ids())).hasSize(2);
        assertThat(outbox.ids()).allMatch(id -> id >= 0 && id < 1L << 53);
        assertThat(audience.subscribers()).hasSize(3);
    }

    @Test
    void aChannelWithoutWishesHearsNothingAndNeedsNoFeed() {
        // Given
        connected = false;

        // When
        joined();

        // Then
        assertThat(outbox.told()).containsExactly("joined 0");
    }

    @Test
    void withoutTheDatabaseAJoinIsRefusedSoThatTheClientComesBack() {
        // When
        JoinOutcome outcome = joins.join(request(VINES, wish("away")), outbox);

        // Then
        assertThat(outcome).isEqualTo(new JoinOutcome.Refused(Refusal.CHANGES_NOT_CONNECTED));
        assertThat(outbox.told()).isEmpty();
        assertThat(audience.subscribers()).isEmpty();
    }

    @Test
    void aTokenThatComesWhileTheDatabaseIsAwaySendsTheChannelBackToJoinAgain() {
        // Given
        Channel channel = joined(VINES);
        audience.goAway();

        // When
        joins.renew(channel, token("user-2", 3000));

        // Then
        assertThat(channel.isOpen()).isFalse();
        assertThat(outbox.told()).endsWith("error: " + SystemMessage.NOT_RENEWED.text(), "failed");
        assertThat(audience.subscribers()).isEmpty();
    }

    @Test
    void withoutTheFeedAJoinIsRefused() {
        // Given
        connected = false;

        // When
        JoinOutcome outcome = joins.join(request(VINES), outbox);

        // Then
        assertThat(outcome).isEqualTo(new JoinOutcome.Refused(Refusal.CHANGES_NOT_CONNECTED));
        assertThat(outbox.told()).isEmpty();
        assertThat(audience.subscribers()).isEmpty();
    }

    @Test
    void oneWishThatIsRefusedFailsAllButNotTheJoin() {
        // When
        Channel channel = joined(VINES, wish("unknown"));

        // Then
        assertThat(channel.isOpen()).isTrue();
        assertThat(outbox.told())
                .containsExactly("joined 2", "error: Unable to subscribe to changes");
        assertThat(audience.subscribers()).isEmpty();
    }

    @Test
    void aFailureWhileSubscribingLeavesNothingBehind() {
        assertThatThrownBy(() -> joins.join(request(VINES, wish("broken")), outbox))
                .isInstanceOf(IllegalStateException.class);
        assertThat(audience.subscribers()).isEmpty();
        assertThat(registry.size()).isZero();
    }

    @Test
    void anExpiredTokenIsRefusedWithItsAge() {
        // Given
        now = Instant.ofEpochSecond(2005);

        // When
        JoinOutcome outcome = joins.join(request(VINES), outbox);

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        JoinOutcome.Refused.class,
                        refused ->
                                assertThat(refused.refusal().reason())
                                        .isEqualTo(
                                                "InvalidJWTToken: Token has expired 5 seconds"
                                                        + " ago"));
    }

    @Test
    void anotherTokenIsAnsweredByAnotherSubscription() {
        // Given
        Channel channel = joined(VINES);

        // When
        joins.renew(channel, token("user-2", 3000));

        // Then
        assertThat(outbox.told())
                .containsExactly(
                        "joined 1", "ok: Subscribed to PostgreSQL", "ok: Subscribed to PostgreSQL");
        assertThat(audience.subscribers()).extracting(Claims::subject).containsExactly("user-2");
        assertThat(channel.claims().expiresAt()).isEqualTo(Instant.ofEpochSecond(3000));
    }

    @Test
    void aTokenThatClaimsTheSameChangesNothing() {
        // Given
        Channel channel = joined(VINES);

        // When
        joins.renew(channel, token("user-1", 2000) + " ");

        // Then
        assertThat(outbox.told()).hasSize(2);
    }

    @Test
    void aTokenThatCannotBeUsedClosesTheChannel() {
        // Given
        Channel channel = joined(VINES);

        // When
        joins.renew(channel, "nonsense");

        // Then
        assertThat(outbox.told())
                .endsWith("error: The token provided is not a valid JWT", "closed");
        assertThat(audience.subscribers()).isEmpty();
        assertThat(registry.size()).isZero();
    }

    @Test
    void anExpiredChannelIsClosedAndOthersAreNot() {
        // Given
        Channel channel = joined(VINES);
        MemoryOutbox other = new MemoryOutbox();
        joins.join(
                new JoinRequest(
                        ROOM, token("user-2", 3000), List.of(VINES), null, false, false, false),
                other);

        // When
        registry.expire(Instant.ofEpochSecond(2001));

        // Then
        assertThat(channel.isOpen()).isFalse();
        assertThat(outbox.told()).endsWith("error: Token has expired 1 seconds ago", "failed");
        assertThat(other.told()).endsWith("ok: Subscribed to PostgreSQL");
    }

    @Test
    void missedChangesFailTheChannelsThatHearChanges() {
        // Given
        joined(VINES);
        MemoryOutbox quiet = new MemoryOutbox();
        joins.join(request(), quiet);

        // When
        registry.missed();

        // Then
        assertThat(outbox.told())
                .endsWith("error: Changes were missed: join again, then fetch", "failed");
        assertThat(quiet.told()).containsExactly("joined 0");
        assertThat(registry.size()).isOne();
    }

    @Test
    void anEndedChannelIsToldNothingMore() {
        // Given
        Channel channel = joined(VINES);
        registry.end(channel, new Ending.Closed());

        // When
        registry.end(channel, new Ending.Closed());
        joins.renew(channel, token("user-2", 3000));
        registry.missed();

        // Then
        assertThat(outbox.told())
                .containsExactly("joined 1", "ok: Subscribed to PostgreSQL", "closed");
        assertThat(audience.subscribers()).isEmpty();
    }

    @Test
    void aSocketThatIsGoneIsToldNothing() {
        // Given
        Channel channel = joined(VINES);

        // When
        registry.end(channel, new Ending.Silent());

        // Then
        assertThat(outbox.told()).hasSize(2);
        assertThat(audience.subscribers()).isEmpty();
    }

    @Test
    void anExchangeWaitsForTheBatchThatIsBeingHandled() throws Exception {
        // Given
        Channel channel = joined(VINES);
        Thread[] exchange = new Thread[1];

        // When
        registry.during(() -> {
            exchange[0] =
                    Thread.ofVirtual().start(() -> joins.renew(channel, token("user-2", 3000)));
            org.awaitility.Awaitility.await().until(() -> audience.subscribers().size() == 2);
            assertThat(channel.claims().subject()).isEqualTo("user-1");
        });
        exchange[0].join();

        // Then
        assertThat(channel.claims().subject()).isEqualTo("user-2");
        assertThat(audience.subscribers()).hasSize(1);
    }

    private Resumer resumer(Resumer.@Nullable Start start) {
        return new Resumer() {
            @Override
            public Resumer.@Nullable Start begin(Channel channel) {
                return start;
            }

            @Override
            public void opened(Channel channel) {
                opened.add(channel);
            }
        };
    }

    @Test
    void aJoinThatCanResumeBeginsWhereItStoppedAndHearsNothingLiveBefore() {
        // Given
        ChangePosition place = new ChangePosition(FeedServer.GENERATION, 5, 0);

        // When
        JoinOutcome outcome =
                joins.join(request(VINES), outbox, resumer(new Resumer.Start(place, true)));

        // Then
        Channel channel = ((JoinOutcome.Joined) outcome).channel();
        assertThat(opened).containsExactly(channel);
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.behind()).isEqualTo(place);
        assertThat(outbox.told()).containsExactly("joined 1", "ok: Subscribed to PostgreSQL");
    }

    @Test
    void whoseWishesCannotBeServedIsToldToFetchAndHasNoReceipt() {
        // When
        joins.join(request(wish("unknown")), outbox, resumer(null));

        // Then
        assertThat(outbox.told())
                .containsExactly(
                        "joined 1", "error: Unable to subscribe to changes", "ok: fetch 0");
        assertThat(opened).isEmpty();
    }

    @Test
    void whileThePresentIsNotKnownAJoinThatCanResumeIsRefusedAndLeavesNothingBehind() {
        // When
        JoinOutcome outcome = joins.join(request(VINES), outbox, resumer(null));

        // Then
        assertThat(outcome).isEqualTo(new JoinOutcome.Refused(Refusal.CHANGES_NOT_CONNECTED));
        assertThat(outbox.told()).isEmpty();
        assertThat(audience.subscribers()).isEmpty();
        assertThat(registry.size()).isZero();
    }
}
