package io.vintner.relay;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ChangePosition;
import io.vintner.change.Generation;
import io.vintner.relay.pgoutput.PgOutputDecoder;
import io.vintner.relay.replication.DatabaseCatalog;
import io.vintner.relay.replication.ReplicationStream;
import io.vintner.relay.replication.ReplicationStream.Frame;
import io.vintner.relay.replication.SlotLostException;
import io.vintner.relay.serve.ChangeFeed;
import io.vintner.relay.transaction.ChangeSink;
import io.vintner.relay.transaction.RelationCatalog;
import io.vintner.relay.transaction.TransactionAssembler;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Streaming, from the start of a stream until it breaks: bytes → messages → events → feed →
 * confirmation. Runs on the relay's thread.
 */
final class RelaySession implements ChangeSink {

    /** Why a slot is given up that tells of another past than its readers have heard. */
    static final String OTHER_HISTORY =
            "the database tells another history than before: it was set back to a copy";

    /** How often, at most, an idle database's progress becomes a line. */
    private static final Duration IDLE_PROGRESS = Duration.ofSeconds(1);

    private static final Duration HOUSEKEEPING = Duration.ofMillis(250);

    /** A database that stops is given so long to send what is left. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    /** How many frames may pass between two looks at the clock. */
    private static final int FRAMES_PER_LOOK = 256;

    private final Generation generation;
    private final ReplicationStream stream;
    private final DatabaseCatalog catalog;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final PgOutputDecoder decoder = new PgOutputDecoder();
    private final TransactionAssembler assembler;
    private final NameWatch names;
    private final PartitionWatch partitions;
    private final ReadCoalescing coalescing = new ReadCoalescing();
    private int framesUntilLook = FRAMES_PER_LOOK;
    private long lookedAt;
    private long publishedAt;
    private long idleProgressAt;
    private int announced = -1;
    private @Nullable Instant endsAt;

    /** What a session works with. */
    record Parts(
            Generation generation,
            ReplicationStream stream,
            DatabaseCatalog catalog,
            RelationCatalog relations,
            PartitionWatch partitions) {}

    RelaySession(Parts parts, ChangeFeed feed, InstantSource clock) {
        this.generation = parts.generation();
        this.stream = parts.stream();
        this.catalog = parts.catalog();
        this.feed = feed;
        this.clock = clock;
        this.assembler =
                new TransactionAssembler(
                        generation, parts.relations(), new CatalogFacts(catalog), this);
        this.lookedAt = clock.millis();
        this.names = new NameWatch(catalog, parts.relations(), lookedAt);
        this.partitions = parts.partitions();
    }

    /** Streams until something fails; never returns. */
    void run() throws SQLException, SlotLostException, InterruptedException {
        while (true) {
            Frame frame = next();
            switch (frame) {
                case Frame.Data(var message) -> assembler.accept(decoder.decode(message));
                case Frame.KeepAlive(long reached) -> idle(reached);
            }
            if (feed.isFull()) {
                awaitRoom();
            }
            if (--framesUntilLook == 0) {
                framesUntilLook = FRAMES_PER_LOOK;
                housekeep();
            }
        }
    }

    /** What is at hand; if nothing is, all that was given is shown before the wait. */
    private Frame next() throws SQLException, SlotLostException {
        boolean timed = coalescing.isTimed();
        long asked = timed ? System.nanoTime() : 0;
        Frame frame = stream.poll();
        if (frame == null) {
            feed.publish();
            housekeep();
            return stream.read();
        }
        if (timed && coalescing.isRestDue(asked, System.nanoTime())) {
            feed.publish();
            coalescing.rest();
        }
        return frame;
    }

    @Override
    public void changed(ChangeEvent event) {
        feed.changed(event);
    }

    @Override
    public void committed(ChangePosition end, Instant committedAt) {
        names.passed(end.lsn());
        feed.committed(end, committedAt);
        publishOncePerMillisecond();
    }

    /** A busy stream is never dry, and waking readers for every small transaction costs both. */
    private void publishOncePerMillisecond() {
        long now = clock.millis();
        if (now != publishedAt) {
            publishedAt = now;
            feed.publish();
        }
    }

    /** PostgreSQL has sent everything before {@code reached}; nothing of it was for us. */
    private void idle(long reached) {
        long now = clock.millis();
        names.passed(reached);
        if (assembler.inTransaction() || now - idleProgressAt < IDLE_PROGRESS.toMillis()) {
            return;
        }
        idleProgressAt = now;
        feed.idle(new ChangePosition(generation, reached, 0));
    }

    private void housekeep() throws SQLException, SlotLostException {
        long now = clock.millis();
        if (now - lookedAt < HOUSEKEEPING.toMillis()) {
            return;
        }
        lookedAt = now;
        feed.publish();
        if (feed.isContradicted()) {
            throw new SlotLostException(OTHER_HISTORY);
        }
        confirm(now);
        announceReaders();
        watchForTheEnd();
        watchNames(now);
    }

    private void confirm(long now) throws SQLException, SlotLostException {
        if (partitions.look(now)) {
            stream.confirm(feed.confirmable());
        }
    }

    /** To a relay that stands by. */
    private void announceReaders() throws SQLException {
        int readers = feed.readerCount();
        if (readers != announced) {
            announced = readers;
            catalog.announce(readers);
        }
    }

    private void watchNames(long now) throws SQLException {
        if (names.look(now)) {
            stream.askForSignOfLife();
        }
    }

    /** Readers hold the window. PostgreSQL is the buffer, but must hear that we live. */
    private void awaitRoom() throws SQLException, SlotLostException, InterruptedException {
        feed.publish();
        while (!feed.awaitRoom(HOUSEKEEPING)) {
            confirm(clock.millis());
            stream.signOfLife();
            watchForTheEnd();
        }
    }

    /**
     * A database that is being stopped waits until this stream has taken all that is left, which a
     * long transaction or a slow reader could delay for minutes. Its ordinary connections hear of
     * it at once.
     */
    private void watchForTheEnd() throws SQLException {
        Instant now = clock.instant();
        if (endsAt != null) {
            if (!now.isBefore(endsAt)) {
                throw new SQLException("the database is being stopped");
            }
            return;
        }
        try {
            catalog.requireAlive();
        } catch (SQLException goodbye) {
            endsAt = now.plus(FAREWELL);
        }
    }
}
