package io.vintner.relay.pgoutput;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One logical-replication message of the {@code pgoutput} plugin, protocol version 1.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Message
 *     formats</a>
 */
public sealed interface PgOutputMessage {

    /**
     * Opens a transaction, which PostgreSQL sends only once it has committed.
     *
     * @param finalLsn of the commit record
     * @param xid unsigned 32-bit
     */
    record Begin(Lsn finalLsn, Instant committedAt, long xid) implements PgOutputMessage {}

    /**
     * Closes a transaction.
     *
     * @param commitLsn the same as {@link Begin#finalLsn()}
     * @param endLsn just after the commit record
     */
    record Commit(Lsn commitLsn, Lsn endLsn, Instant committedAt) implements PgOutputMessage {}

    /** Names the node on which the transaction was made; follows Begin. */
    record Origin(Lsn commitLsn, String name) implements PgOutputMessage {}

    /**
     * Describes a table; sent before its first row of the session and again after any change to it.
     *
     * @param oid unsigned, as every oid here
     * @param identity {@code d} default, {@code n} nothing, {@code f} full, {@code i} index
     */
    record Relation(long oid, String schema, String table, char identity, List<Column> columns)
            implements PgOutputMessage {
        public Relation {
            columns = List.copyOf(columns);
        }
    }

    /**
     * One column of a {@link Relation}.
     *
     * @param key whether it is part of the replica identity
     * @param typeModifier as in {@code pg_attribute.atttypmod}; -1 means none
     */
    record Column(boolean key, String name, long typeOid, int typeModifier) {}

    /** Names a type that is not built in; sent before the first relation that uses it. */
    record Type(long oid, String schema, String name) implements PgOutputMessage {}

    /** A row was inserted. */
    record Insert(long relationOid, Tuple after) implements PgOutputMessage {}

    /**
     * A row was updated.
     *
     * @param before what is known of the row before; null when the update left the replica identity
     *     alone and the identity is not full
     */
    record Update(long relationOid, @Nullable Before before, Tuple after)
            implements PgOutputMessage {}

    /** A row was deleted. */
    record Delete(long relationOid, Before before) implements PgOutputMessage {}

    /** Tables were emptied by one statement. */
    record Truncate(List<Long> relationOids, boolean cascade, boolean restartIdentity)
            implements PgOutputMessage {
        public Truncate {
            relationOids = List.copyOf(relationOids);
        }
    }

    /** Something that an application wrote with {@code pg_logical_emit_message}. */
    record Message(boolean transactional, Lsn lsn, String prefix, int length)
            implements PgOutputMessage {}

    /** An old row. */
    sealed interface Before {

        Tuple tuple();

        /** Only the columns that the relation flags as key count; the others read as null. */
        record Key(Tuple tuple) implements Before {}

        /** Every column counts. */
        record Full(Tuple tuple) implements Before {}
    }

    /**
     * One row.
     *
     * @param values one for each column of the relation, in its order
     */
    record Tuple(List<Value> values) {
        public Tuple {
            values = List.copyOf(values);
        }
    }

    /** The value of one column. */
    sealed interface Value {

        /** SQL null. */
        Value NULL = new Null();

        /** An untouched out-of-line value. */
        Value UNCHANGED = new Unchanged();

        /** A value, as the type's output function prints it. */
        record Text(String text) implements Value {}

        /** SQL null. */
        record Null() implements Value {}

        /**
         * An out-of-line (TOAST) value that the statement did not touch: PostgreSQL left it out.
         */
        record Unchanged() implements Value {}
    }
}
