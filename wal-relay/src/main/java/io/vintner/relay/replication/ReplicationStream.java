package io.vintner.relay.replication;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyDual;

/**
 * The bytes of a slot, in order, and what the relay tells PostgreSQL about them. Not thread-safe.
 *
 * <p>It speaks the streaming replication protocol itself, on the driver's two-way copy: the
 * driver's own replication stream hides keepalives from a reader that blocks, and those carry the
 * position of an idle database.
 *
 * <p>PostgreSQL, when it is stopped, waits until a consumer has confirmed everything; this one
 * confirms behind its replay window, so it would wait for ever. But it takes the place
 * <em>written</em> where no place <em>flushed</em> is given. So every confirmation is followed by a
 * status without one.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-replication.html#PROTOCOL-REPLICATION-START-REPLICATION">Streaming
 *     replication protocol</a>
 */
public final class ReplicationStream {

    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final int DATA_HEADER_BYTES = 1 + 3 * Long.BYTES;
    private static final int STATUS_BYTES = 1 + 4 * Long.BYTES + 1;
    private static final long NONE = 0;
    private static final byte NO_REPLY_WANTED = 0;
    private static final byte REPLY_WANTED = 1;
    private static final String UNDEFINED_OBJECT = "42704";

    private final ReplicationSlot slot;
    private final CopyDual copy;
    private final InstantSource clock;
    private final LongAdder receivedBytes;
    private long received;
    private long confirmed;

    /**
     * @param receivedBytes counts the bytes of the messages
     */
    ReplicationStream(
            ReplicationSlot slot, CopyDual copy, InstantSource clock, LongAdder receivedBytes) {
        this.slot = slot;
        this.copy = copy;
        this.clock = clock;
        this.receivedBytes = receivedBytes;
        this.confirmed = slot.confirmed();
    }

    /** What PostgreSQL sends. */
    public sealed interface Frame {

        /** One message of the output plugin, from the buffer's position to its limit. */
        record Data(ByteBuffer message) implements Frame {}

        /**
         * Nothing but a sign of life.
         *
         * @param reached the LSN up to which everything was sent, unsigned
         */
        record KeepAlive(long reached) implements Frame {}
    }

    /** The next frame if it has arrived, else null. */
    public @Nullable Frame poll() throws SQLException, SlotLostException {
        return frame(bytes(false));
    }

    /** The next frame; waits for it, but not longer than a link may be silent. */
    public Frame read() throws SQLException, SlotLostException {
        Frame frame = frame(bytes(true));
        if (frame == null) {
            throw new SQLException("the database ended the stream");
        }
        return frame;
    }

    /**
     * Gives up the right to read anything before {@code lsn} again.
     *
     * @param lsn unsigned; nothing happens if it is not beyond the last one
     */
    public void confirm(long lsn) throws SQLException {
        if (Long.compareUnsigned(lsn, confirmed) <= 0) {
            return;
        }
        confirmed = lsn;
        writeStatus(lsn);
        writeStatus(NONE);
        copy.flushCopy();
    }

    /** Tells PostgreSQL that the relay lives, though it reads nothing at the moment. */
    public void signOfLife() throws SQLException {
        writeStatus(NONE);
        copy.flushCopy();
    }

    /** Asks PostgreSQL to tell at once how far it has sent. */
    public void askForSignOfLife() throws SQLException {
        writeStatus(NONE, REPLY_WANTED);
        copy.flushCopy();
    }

    private byte @Nullable [] bytes(boolean wait) throws SQLException, SlotLostException {
        try {
            byte[] bytes = copy.readFromCopy(wait);
            if (bytes == null && !copy.isActive()) {
                throw new SQLException("the database ended the stream");
            }
            return bytes;
        } catch (SQLException failure) {
            if (UNDEFINED_OBJECT.equals(failure.getSQLState())) {
                // The publication did not exist at this place of the log: the slot cannot pass it.
                throw new SlotLostException(slot.name(), failure);
            }
            throw failure;
        }
    }

    private @Nullable Frame frame(byte @Nullable [] bytes) throws SQLException {
        if (bytes == null) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte kind = bytes.length == 0 ? 0 : in.get();
        if (kind == 'w' && bytes.length >= DATA_HEADER_BYTES) {
            receivedUpTo(in.getLong());
            in.position(DATA_HEADER_BYTES);
            receivedBytes.add(in.remaining());
            return new Frame.Data(in);
        }
        if (kind == 'k' && bytes.length == 1 + 2 * Long.BYTES + 1) {
            long reached = in.getLong();
            receivedUpTo(reached);
            boolean replyWanted = bytes[bytes.length - 1] != 0;
            if (replyWanted) {
                signOfLife();
            }
            return new Frame.KeepAlive(reached);
        }
        throw new SQLException("unknown replication frame of %d bytes".formatted(bytes.length));
    }

    private void receivedUpTo(long lsn) {
        if (Long.compareUnsigned(lsn, received) > 0) {
            received = lsn;
        }
    }

    private void writeStatus(long flushed) throws SQLException {
        writeStatus(flushed, NO_REPLY_WANTED);
    }

    private void writeStatus(long flushed, byte reply) throws SQLException {
        ByteBuffer status = ByteBuffer.allocate(STATUS_BYTES);
        status.put((byte) 'r');
        status.putLong(received);
        status.putLong(flushed);
        status.putLong(flushed);
        status.putLong(Duration.between(POSTGRES_EPOCH, clock.instant()).toNanos() / 1_000);
        status.put(reply);
        copy.writeToCopy(status.array(), 0, STATUS_BYTES);
    }
}
