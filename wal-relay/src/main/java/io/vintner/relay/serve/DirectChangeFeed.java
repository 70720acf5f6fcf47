package io.vintner.relay.serve;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.FeedMessage.Gap.Reason;
import io.vintner.change.Generation;
import io.vintner.relay.window.Place;
import io.vintner.relay.window.ReplayWindow;
import io.vintner.relay.window.WindowConfig;
import io.vintner.relay.window.WindowReader;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The feed that gateways read from the relay directly: a replay window with readers. It needs no
 * second store: PostgreSQL sends the window again after a crash.
 */
@Singleton
public class DirectChangeFeed implements ChangeFeed {

    private final ReplayWindow window;
    private final InstantSource clock;
    private final ReaderDemand demand = new ReaderDemand();

    /** Null while there is a session. */
    private volatile @Nullable Pause pause = Pause.RECONNECTING;

    public DirectChangeFeed(WindowConfig config, InstantSource clock) {
        this.window = new ReplayWindow(config.limits(), clock);
        this.clock = clock;
    }

    /** A new reader from that beginning on; empty while there is no session with the database. */
    Optional<WindowReader> open(Beginning beginning, Runnable onAvailable) {
        if (pause != null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (beginning) {
                    case Beginning.After(Place last) -> window.openAfter(last, onAvailable);
                    case Beginning.Now _ -> window.openNow(onAvailable);
                    case Beginning.Oldest _ -> window.openOldest(onAvailable);
                });
    }

    /** Whether open readers are to be ended, because another relay may serve them. */
    boolean endsStreams() {
        Pause reason = pause;
        return reason != null && reason.endsStreams();
    }

    /** A reader was not taken; says why. */
    Problem refused() {
        if (pause != Pause.STANDBY) {
            return Problem.NOT_STREAMING;
        }
        demand.refused(clock.millis());
        return Problem.STANDBY;
    }

    /** The number of open readers. */
    @Override
    public int readerCount() {
        return window.readerCount();
    }

    /** The memory that the window takes. */
    public long windowBytes() {
        return window.state().bytes();
    }

    /** The number of changes and places that the window can send again. */
    public long windowEntries() {
        return window.state().entries();
    }

    /** The age of the oldest change or place that the window can send again. */
    public Duration windowAge() {
        return window.state().age();
    }

    /** The number of changes given so far. */
    public long eventCount() {
        return window.counts().events();
    }

    /** The number of transactions given so far. */
    public long transactionCount() {
        return window.counts().transactions();
    }

    /** The number of gaps told so far for that reason. */
    public long gapCount(Reason reason) {
        return window.counts().gaps(reason);
    }

    /** The bytes of WAL that the window makes the database keep. */
    public long keptWal() {
        return Math.max(0, window.head().position().lsn() - window.confirmable());
    }

    @Override
    public boolean contradicts(Generation generation, long reached) {
        return window.contradicts(generation, reached);
    }

    @Override
    public void begin(Generation generation, long confirmed, long reached) {
        window.begin(generation, confirmed, reached);
        pause = null;
    }

    @Override
    public void pause(Pause reason) {
        pause = reason;
    }

    @Override
    public boolean standsBy() {
        return pause == Pause.STANDBY;
    }

    @Override
    public Duration wantedFor() {
        return demand.lasting(clock.millis());
    }

    @Override
    public void changed(ChangeEvent event) {
        window.append(event);
    }

    @Override
    public void committed(ChangePosition end, Instant committedAt) {
        window.progress(end, committedAt);
    }

    @Override
    public void idle(ChangePosition position) {
        window.progress(position, null);
    }

    @Override
    public void publish() {
        window.publish();
    }

    @Override
    public boolean isFull() {
        return window.isFull();
    }

    @Override
    public boolean awaitRoom(Duration max) throws InterruptedException {
        return window.awaitRoom(max);
    }

    @Override
    public long confirmable() {
        return window.confirmable();
    }

    @Override
    public boolean isContradicted() {
        return window.isContradicted();
    }

    @Override
    public Reached reached() {
        Place head = window.head();
        return new Reached(head.position(), head.committedAt());
    }

    @Override
    public void shed() {
        window.shed();
    }

    @Override
    public void shedWithoutDelay() {
        window.shedWithoutDelay();
    }
}
