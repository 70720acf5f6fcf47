package io.vintner.local.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vintner.local.oracle.People.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The oracle sees what it is there for. */
class ChannelCheckTest {

    private static final List<String> EXPECTED = List.of("a", "b", "c", "d", "e");

    private static final Map<String, Integer> MARKERS =
            Map.of("before all", 0, "before b", 1, "before d", 3);

    private static final Heard JOINED = new Heard.Joined("before all", second(1));
    private static final Heard JOINED_LATER = new Heard.Joined("before d", second(100));
    private static final Heard FETCH = new Heard.Fetch();
    private static final Heard PROVING = new Heard.Beat(second(10), 3);
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
        Heard beat = new Heard.Beat(second(80), 4);
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
    void aHeartbeatWhoseAnswerCameBeforeTheJoinProvesNothing() {
        Heard beat = new Heard.Beat(second(110), 5);
        assertThatCode(() ->
                        verify(
                                JOINED,
                                FETCH,
                                a(),
                                b(),
                                ENDED,
                                JOINED_LATER,
                                beat,
                                a(),
                                b(),
                                c(),
                                resumed(3),
                                d(),
                                e(),
                                new Heard.Ended(second(190)),
                                new Heard.Joined("before d", second(200)),
                                a(),
                                b(),
                                c(),
                                d(),
                                e(),
                                resumed(5)))
                .doesNotThrowAnyException();
    }

    @Test
    void seesAFetchThatIsNotNeeded() {
        assertThatThrownBy(() ->
                        verify(
                                JOINED,
                                FETCH,
                                a(),
                                b(),
                                PROVING,
                                ENDED,
                                JOINED_LATER,
                                FETCH,
                                d(),
                                e()))
                .hasMessageContaining("fetch, though there is a receipt");
    }

    @Test
    void takesAFetchThatIsSaidAgainAndWhatCameSinceTheFirst() {
        assertThatCode(() ->
                        verify(
                                JOINED,
                                FETCH,
                                a(),
                                b(),
                                ENDED,
                                JOINED_LATER,
                                FETCH,
                                a(),
                                b(),
                                c(),
                                d(),
                                e()))
                .doesNotThrowAnyException();
    }

    @Test
    void seesAResumeOfWhoWasNeverToldToFetch() {
        assertThatThrownBy(() ->
                        verify(JOINED, ENDED, JOINED_LATER, resumed(0), a(), b(), c(), d(), e()))
                .hasMessageContaining("resumed, though it was never told to fetch");
    }

    @Test
    void seesAFetchThatWasCutOffAndNotSaidAgain() {
        disturbances.add(Victim.DATABASE, second(50), second(60));
        assertThatThrownBy(() ->
                        verify(
                                JOINED,
                                FETCH,
                                a(),
                                PROVING,
                                ENDED,
                                JOINED_LATER,
                                new Heard.Ended(second(101)),
                                new Heard.Joined("before d", second(102)),
                                d(),
                                resumed(1),
                                e()))
                .hasMessageContaining("2 lost, the first: b");
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
                                PROVING,
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
    void takesAMessageForSomeBindingsOnlyIfItHadBeenCommittedBeforeAFreshJoin() {
        // Given
        List<String> expected = List.of("a for [0, 1]", "b for [0, 1]");
        Heard some = new Heard.Told("a for [1]");
        Heard all = new Heard.Told("b for [0, 1]");
        Heard others = new Heard.Told("a for [2]");

        // Then
        assertThatCode(() -> verify(expected, "before b", FETCH, some, all))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> verify(expected, "before all", FETCH, some, all))
                .hasMessageContaining("told what was not to be told: a for [1]");
        assertThatThrownBy(() -> verify(expected, "before b", some, all))
                .hasMessageContaining("told what was not to be told: a for [1]");
        assertThatThrownBy(() -> verify(expected, "before b", FETCH, others, all))
                .hasMessageContaining("told what was not to be told: a for [2]");
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

    private ChannelCheck.Counts verify(List<String> expected, String marker, Heard... entries) {
        List<Heard> all = new ArrayList<>();
        all.add(new Heard.Joined(marker, second(1)));
        all.addAll(List.of(entries));
        return verify(expected, all);
    }

    private ChannelCheck.Counts verify(Heard... entries) {
        return verify(EXPECTED, List.of(entries));
    }

    private ChannelCheck.Counts verify(List<String> expected, List<Heard> entries) {
        ChannelLog log =
                new ChannelLog(
                        "channel",
                        true,
                        new Expectation(new Identity("anon", null, null), List.of(), true));
        for (Heard entry : entries) {
            log.add(entry);
        }
        return new ChannelCheck(
                        log, expected, marker -> OptionalInt.of(MARKERS.get(marker)), disturbances)
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
