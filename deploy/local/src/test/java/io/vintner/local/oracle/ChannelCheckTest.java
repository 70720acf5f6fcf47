package io.vintner.local.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.local.oracle.People.Identity;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The oracle sees what it is there for. */
class ChannelCheckTest {

    private static final List<String> EXPECTED = List.of("a", "b", "c", "d", "e");

    private static final Heard JOINED = new Heard.Joined("before all", second(1));
    private static final Heard JOINED_LATER = new Heard.Joined("before d", second(100));
    private static final Heard FETCH = new Heard.Fetch();
    private static final Heard ENDED = new Heard.Ended(second(90));

    private final Disturbances disturbances = new Disturbances();

    @Test
    void takesWhatIsWholeAndInOrder() {
        assertThatCode(() -> verify(JOINED, FETCH, a(), b(), c(), d(), e()))
                .doesNotThrowAnyException();
    }

    @Test
    void seesAHole() {
        assertThatThrownBy(() -> verify(JOINED, FETCH, a(), c(), d(), e()))
                .hasMessageContaining("1 lost, the first: b");
    }

    @Test
    void seesThatTheFirstAfterAJoinIsLost() {
        assertThatThrownBy(() -> verify(JOINED, FETCH, b(), c(), d(), e()))
                .hasMessageContaining("1 lost, the first: a");
    }

    @Test
    void seesThatTheLastIsLost() {
        assertThatThrownBy(() -> verify(JOINED, FETCH, a(), b(), c(), d()))
                .hasMessageContaining("never told: e");
    }

    @Test
    void seesARepeat() {
        assertThatThrownBy(() -> verify(JOINED, FETCH, a(), b(), b(), c(), d(), e()))
                .hasMessageContaining("told again, 1 back: b");
    }

    @Test
    void seesAnotherOrder() {
        assertThatThrownBy(() -> verify(JOINED, FETCH, a(), c(), b(), d(), e()))
                .hasMessageContaining("1 lost, the first: b");
    }

    @Test
    void seesWhatIsNotTheirs() {
        assertThatThrownBy(() -> verify(JOINED, FETCH, a(), new Heard.Told("x")))
                .hasMessageContaining("told what was not to be told: x");
    }

    @Test
    void takesARepeatAfterAResume() {
        assertThatCode(() ->
                        verify(
                                JOINED,
                                FETCH,
                                a(),
                                b(),
                                ENDED,
                                JOINED_LATER,
                                b(),
                                c(),
                                resumed(2),
                                d(),
                                e()))
                .doesNotThrowAnyException();
    }

    @Test
    void seesAResumeThatLosesSomething() {
        assertThatThrownBy(() ->
                        verify(JOINED, FETCH, a(), b(), ENDED, JOINED_LATER, d(), resumed(1), e()))
                .hasMessageContaining("1 lost, the first: c");
    }

    @Test
    void seesAResumeThatCountsWrong() {
        assertThatThrownBy(() ->
                        verify(
                                JOINED,
                                FETCH,
                                a(),
                                b(),
                                ENDED,
                                JOINED_LATER,
                                c(),
                                resumed(2),
                                d(),
                                e()))
                .hasMessageContaining("resumed 2, told 1");
    }

    @Test
    void seesARepeatOfWhatAHeartbeatHasProven() {
        Heard beat = new Heard.Beat(second(10), 4);
        assertThatThrownBy(() ->
                        verify(
                                JOINED,
                                FETCH,
                                a(),
                                b(),
                                beat,
                                ENDED,
                                JOINED_LATER,
                                b(),
                                c(),
                                resumed(2),
                                d(),
                                e()))
                .hasMessageContaining("told again without need: b");
    }

    @Test
    void aHeartbeatShortlyBeforeTheEndProvesNothing() {
        Heard beat = new Heard.Beat(second(85), 4);
        assertThatCode(() ->
                        verify(
                                JOINED,
                                FETCH,
                                a(),
                                b(),
                                beat,
                                ENDED,
                                JOINED_LATER,
                                b(),
                                c(),
                                resumed(2),
                                d(),
                                e()))
                .doesNotThrowAnyException();
    }

    @Test
    void seesAFetchThatIsNotNeeded() {
        assertThatThrownBy(
                        () -> verify(JOINED, FETCH, a(), b(), ENDED, JOINED_LATER, FETCH, d(), e()))
                .hasMessageContaining("fetch, though there is a receipt");
    }

    @Test
    void takesAFetchAfterACrashOfTheDatabase() {
        disturbances.add(Victim.DATABASE, second(50), second(60));
        assertThatCode(() -> verify(JOINED, FETCH, a(), b(), ENDED, JOINED_LATER, FETCH, d(), e()))
                .doesNotThrowAnyException();
    }

    @Test
    void seesWhatIsLostAfterTheMarkerOfAFetch() {
        disturbances.add(Victim.DATABASE, second(50), second(60));
        assertThatThrownBy(() -> verify(JOINED, FETCH, a(), b(), ENDED, JOINED_LATER, FETCH, e()))
                .hasMessageContaining("1 lost, the first: d");
    }

    @Test
    void seesARepeatAfterAFetch() {
        disturbances.add(Victim.DATABASE, second(50), second(60));
        assertThatThrownBy(() ->
                        verify(
                                JOINED,
                                FETCH,
                                a(),
                                b(),
                                ENDED,
                                JOINED_LATER,
                                FETCH,
                                b(),
                                c(),
                                d(),
                                e()))
                .hasMessageContaining("told again without need: b");
    }

    @Test
    void countsWhatItHasSeen() {
        // When
        ChannelCheck.Counts counts =
                verify(
                        JOINED,
                        FETCH,
                        a(),
                        b(),
                        ENDED,
                        JOINED_LATER,
                        b(),
                        c(),
                        resumed(2),
                        d(),
                        e());

        // Then
        assertThat(counts.told).isEqualTo(6);
        assertThat(counts.repeated).isEqualTo(1);
        assertThat(counts.resumed).isEqualTo(1);
        assertThat(counts.fetched).isEqualTo(1);
    }

    private ChannelCheck.Counts verify(Heard... entries) {
        ChannelLog log =
                new ChannelLog(
                        "channel",
                        true,
                        new Expectation(new Identity("anon", null, null), List.of(), true));
        for (Heard entry : entries) {
            log.add(entry);
        }
        return new ChannelCheck(
                        log,
                        EXPECTED,
                        marker -> OptionalInt.of(marker.equals("before all") ? 0 : 3),
                        disturbances)
                .verify();
    }

    private static Heard a() {
        return new Heard.Told("a");
    }

    private static Heard b() {
        return new Heard.Told("b");
    }

    private static Heard c() {
        return new Heard.Told("c");
    }

    private static Heard d() {
        return new Heard.Told("d");
    }

    private static Heard e() {
        return new Heard.Told("e");
    }

    private static Heard resumed(long count) {
        return new Heard.Resumed(count);
    }

    private static long second(int number) {
        return TimeUnit.SECONDS.toNanos(number);
    }
}
