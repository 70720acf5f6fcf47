package io.vintner.relay.oracle;

import static io.vintner.relay.oracle.CodePlace.before;
import static io.vintner.relay.oracle.CodePlace.end;
import static io.vintner.relay.oracle.CodePlace.entry;
import static io.vintner.relay.oracle.KillPoint.Provoked.BY_DATABASE;
import static io.vintner.relay.oracle.KillPoint.Provoked.BY_NO_SLOT;
import static io.vintner.relay.oracle.KillPoint.Provoked.BY_READER;
import static io.vintner.relay.oracle.KillPoint.Provoked.BY_RESTART;
import static io.vintner.relay.oracle.KillPoint.Provoked.BY_TERMINATION;
import static io.vintner.relay.oracle.KillPoint.Provoked.BY_TIME;
import static io.vintner.relay.oracle.KillPoint.Provoked.BY_WRITES;

/**
 * A named place in the relay's code where it, its reader or its database is killed. This is the one
 * list of them: whoever moves the code moves the place here, and {@code KillPointTest} says when
 * one is gone.
 */
enum KillPoint {
    SLOT_TO_BE_CREATED(BY_NO_SLOT, 1, entry("replication.ReplicationSlots", "create")),
    SLOT_CREATED(BY_NO_SLOT, 1, before("replication.ReplicationSlots", "create", "return slot;")),

    SLOT_TO_BE_CLAIMED(BY_RESTART, 1, entry("replication.ReplicationSlots", "claim")),
    SLOT_CLAIMED(BY_RESTART, 1, before("Relay", "stream", "database.openLink()")),
    STREAM_TO_BE_STARTED(
            BY_RESTART, 1, entry("replication.RelayDatabase$ReplicationLink", "stream")),
    STREAM_STARTED(BY_RESTART, 1, before("Relay", "stream", "feed.begin(")),
    WINDOW_TO_BEGIN(BY_RESTART, 1, entry("window.ReplayWindow", "begin")),
    SESSION_BEGAN(BY_RESTART, 1, entry("RelaySession", "run")),

    FRAME_READ(BY_WRITES, 200, entry("replication.ReplicationStream", "frame")),
    MESSAGE_TO_BE_DECODED(BY_WRITES, 200, entry("pgoutput.PgOutputDecoder", "decode")),
    TRANSACTION_BEGUN(BY_WRITES, 8, entry("transaction.TransactionAssembler", "begin")),
    TABLE_DESCRIBED(BY_WRITES, 2, entry("transaction.RelationCatalog", "accept")),
    TRANSACTION_COMMITTED(BY_WRITES, 8, entry("transaction.TransactionAssembler", "commit")),
    EVENT_TO_BE_APPENDED(BY_WRITES, 100, entry("window.ReplayWindow", "append")),
    EVENT_WRITTEN(BY_WRITES, 100, entry("window.Segment", "endEntry")),
    EVENT_APPENDED(BY_WRITES, 100, end("RelaySession", "changed")),
    COMMIT_TO_BE_MARKED(BY_WRITES, 8, entry("window.ReplayWindow", "progress")),
    COMMIT_MARKED(BY_WRITES, 8, end("window.Segment", "mark")),
    TO_BE_PUBLISHED(BY_WRITES, 8, entry("window.Segment", "publish")),
    PUBLISHED(BY_WRITES, 4, end("window.Segment", "publish")),
    LINES_TO_BE_WRITTEN(BY_WRITES, 4, entry("serve.FeedStream", "write")),
    LINES_WRITTEN(BY_WRITES, 4, end("serve.FeedStream", "write")),

    SEGMENT_SEALED(BY_TIME, 2, end("window.Segments", "seal")),
    SEGMENT_TO_BE_EVICTED(BY_TIME, 2, entry("window.Segments", "dropFirst")),
    SEGMENT_EVICTED(BY_TIME, 2, end("window.Segments", "dropFirst")),
    TO_BE_CONFIRMED(
            BY_TIME, 2, before("replication.ReplicationStream", "confirm", "confirmed = lsn")),
    CONFIRMING_STATUS_WRITTEN(
            BY_TIME, 2, before("replication.ReplicationStream", "confirm", "writeStatus(NONE)")),
    CONFIRMATION_TO_BE_SENT(
            BY_TIME, 2, before("replication.ReplicationStream", "confirm", "flushCopy()")),
    CONFIRMATION_SENT(BY_TIME, 1, end("replication.ReplicationStream", "confirm")),
    IDLE_TOLD(BY_TIME, 2, entry("RelaySession", "idle")),

    FEED_TO_BE_OPENED(BY_READER, 1, entry("serve.FeedRoute", "start")),
    READER_PLACED(BY_READER, 1, end("window.WindowReader", "startAfter")),
    READER_LET_GO(BY_READER, 1, entry("window.WindowReader", "close")),

    DATABASE_LOST(BY_DATABASE, 1, entry("Relay", "waitFor")),

    SHUTDOWN_BEGAN(BY_TERMINATION, 1, entry("Relay", "stop")),
    FEEDS_TO_BE_ENDED(BY_TERMINATION, 1, entry("serve.FeedRoute", "end"));

    /** What brings the relay to a place. */
    enum Provoked {
        /** A start without any slot. */
        BY_NO_SLOT,
        /** A start. */
        BY_RESTART,
        /** Transactions. */
        BY_WRITES,
        /** Transactions that grow old in the window. */
        BY_TIME,
        /** A reader that loses its connection and comes back. */
        BY_READER,
        /** The end of the database. */
        BY_DATABASE,
        /** SIGTERM. */
        BY_TERMINATION
    }

    private final Provoked provoked;
    private final int passMax;
    private final String className;
    private final String method;
    private final CodePlace.Stop stop;
    private final String statement;

    /**
     * @param passMax one round of transactions brings the relay there so often, or more
     */
    KillPoint(Provoked provoked, int passMax, CodePlace place) {
        this.provoked = provoked;
        this.passMax = passMax;
        this.className = place.className();
        this.method = place.method();
        this.stop = place.stop();
        this.statement = place.statement();
    }

    Provoked provoked() {
        return provoked;
    }

    int passMax() {
        return passMax;
    }

    CodePlace place() {
        return new CodePlace(className, method, stop, statement);
    }
}
