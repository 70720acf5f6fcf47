package io.vintner.relay.pgoutput;

import io.vintner.relay.pgoutput.PgOutputMessage.Before;
import io.vintner.relay.pgoutput.PgOutputMessage.Begin;
import io.vintner.relay.pgoutput.PgOutputMessage.Column;
import io.vintner.relay.pgoutput.PgOutputMessage.Commit;
import io.vintner.relay.pgoutput.PgOutputMessage.Delete;
import io.vintner.relay.pgoutput.PgOutputMessage.Insert;
import io.vintner.relay.pgoutput.PgOutputMessage.Message;
import io.vintner.relay.pgoutput.PgOutputMessage.Origin;
import io.vintner.relay.pgoutput.PgOutputMessage.Relation;
import io.vintner.relay.pgoutput.PgOutputMessage.Truncate;
import io.vintner.relay.pgoutput.PgOutputMessage.Tuple;
import io.vintner.relay.pgoutput.PgOutputMessage.Update;
import io.vintner.relay.pgoutput.PgOutputMessage.Value;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one {@code pgoutput} message, protocol version 1, into its record. Stateless:
 * it knows nothing of tables seen before, transactions in progress, or where the bytes came from.
 * Thread-safe.
 */
public final class PgOutputDecoder {

    /** PostgreSQL counts microseconds from here. */
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private static final int TRUNCATE_CASCADE = 1;
    private static final int TRUNCATE_RESTART_IDENTITY = 2;

    /**
     * Reads the message that {@code in} holds, all of it.
     *
     * @param in backed by an array; values are read from it directly
     * @throws MalformedPgOutputException if the bytes are cut short, left over, or of no known tag
     */
    public PgOutputMessage decode(ByteBuffer in) {
        char tag = '?';
        try {
            tag = tag(in);
            PgOutputMessage message =
                    switch (tag) {
                        case 'B' -> new Begin(lsn(in), instant(in), unsigned(in));
                        case 'C' -> commit(in);
                        case 'O' -> new Origin(lsn(in), string(in));
                        case 'R' -> relation(in);
                        case 'Y' -> new PgOutputMessage.Type(unsigned(in), string(in), string(in));
                        case 'I' -> insert(in);
                        case 'U' -> update(in);
                        case 'D' -> new Delete(unsigned(in), before(tag(in), in));
                        case 'T' -> truncate(in);
                        case 'M' -> message(in);
                        default -> throw unknown("tag", tag);
                    };
            if (in.hasRemaining()) {
                throw new MalformedPgOutputException(
                        "%d bytes left after '%s'".formatted(in.remaining(), printable(tag)));
            }
            return message;
        } catch (BufferUnderflowException cutShort) {
            throw new MalformedPgOutputException(
                    "'%s' cut short".formatted(printable(tag)), cutShort);
        }
    }

    private static Commit commit(ByteBuffer in) {
        in.get(); // flags, unused in version 1
        return new Commit(lsn(in), lsn(in), instant(in));
    }

    private static Relation relation(ByteBuffer in) {
        long oid = unsigned(in);
        String schema = string(in);
        String table = string(in);
        char identity = tag(in);
        if ("dnfi".indexOf(identity) < 0) {
            throw unknown("replica identity", identity);
        }
        int count = count(in.getShort());
        List<Column> columns = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            boolean key = (in.get() & 1) != 0;
            columns.add(new Column(key, string(in), unsigned(in), in.getInt()));
        }
        return new Relation(oid, schema, table, identity, columns);
    }

    private static Insert insert(ByteBuffer in) {
        long oid = unsigned(in);
        expectNew(tag(in));
        return new Insert(oid, tuple(in));
    }

    private static Update update(ByteBuffer in) {
        long oid = unsigned(in);
        char part = tag(in);
        @Nullable Before before = null;
        if (part != 'N') {
            before = before(part, in);
            part = tag(in);
        }
        expectNew(part);
        return new Update(oid, before, tuple(in));
    }

    private static Truncate truncate(ByteBuffer in) {
        int count = count(in.getInt());
        byte options = in.get();
        if (count > in.remaining() / Integer.BYTES) {
            throw new BufferUnderflowException();
        }
        List<Long> oids = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            oids.add(unsigned(in));
        }
        return new Truncate(
                oids,
                (options & TRUNCATE_CASCADE) != 0,
                (options & TRUNCATE_RESTART_IDENTITY) != 0);
    }

    private static Message message(ByteBuffer in) {
        boolean transactional = (in.get() & 1) != 0;
        Lsn lsn = lsn(in);
        String prefix = string(in);
        int length = count(in.getInt());
        skip(in, length);
        return new Message(transactional, lsn, prefix, length);
    }

    private static Before before(char part, ByteBuffer in) {
        return switch (part) {
            case 'K' -> new Before.Key(tuple(in));
            case 'O' -> new Before.Full(tuple(in));
            default -> throw unknown("old row", part);
        };
    }

    private static Tuple tuple(ByteBuffer in) {
        Value[] values = new Value[count(in.getShort())];
        for (int index = 0; index < values.length; index++) {
            char kind = tag(in);
            values[index] =
                    switch (kind) {
                        case 'n' -> Value.NULL;
                        case 'u' -> Value.UNCHANGED;
                        case 't' -> new Value.Text(text(in, count(in.getInt())));
                        default -> throw unknown("value", kind);
                    };
        }
        return new Tuple(List.of(values));
    }

    private static char tag(ByteBuffer in) {
        return (char) (in.get() & 0xFF);
    }

    private static Lsn lsn(ByteBuffer in) {
        return new Lsn(in.getLong());
    }

    private static long unsigned(ByteBuffer in) {
        return Integer.toUnsignedLong(in.getInt());
    }

    private static Instant instant(ByteBuffer in) {
        return POSTGRES_EPOCH.plus(in.getLong(), ChronoUnit.MICROS);
    }

    private static int count(int count) {
        if (count < 0) {
            throw new MalformedPgOutputException("negative count %d".formatted(count));
        }
        return count;
    }

    /** Up to the zero byte that ends it. */
    private static String string(ByteBuffer in) {
        int length = 0;
        while (length < in.remaining() && in.get(in.position() + length) != 0) {
            length++;
        }
        String text = text(in, length);
        in.get();
        return text;
    }

    private static String text(ByteBuffer in, int length) {
        int start = in.arrayOffset() + in.position();
        skip(in, length);
        return new String(in.array(), start, length, StandardCharsets.UTF_8);
    }

    private static void skip(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + length);
    }

    private static void expectNew(char part) {
        if (part != 'N') {
            throw unknown("new row", part);
        }
    }

    private static MalformedPgOutputException unknown(String what, char came) {
        return new MalformedPgOutputException("unknown %s '%s'".formatted(what, printable(came)));
    }

    private static String printable(char tag) {
        return tag > ' ' && tag < 0x7F ? String.valueOf(tag) : "\\x%02X".formatted((int) tag);
    }
}
