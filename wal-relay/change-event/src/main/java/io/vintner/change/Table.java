package io.vintner.change;

import java.util.List;

/**
 * The shape of a published table as it was when a change was made.
 *
 * @param id names this shape in the feed; another shape of the same table has another id. Positive,
 *     given by the relay, meaningful for one stream only
 * @param oid PostgreSQL's {@code pg_class.oid}, unsigned
 * @param columns in attribute order, without dropped ones; rows hold one value for each, in this
 *     order
 */
public record Table(
        int id,
        long oid,
        String schema,
        String name,
        ReplicaIdentity identity,
        List<Column> columns) {

    public Table {
        columns = List.copyOf(columns);
    }

    /** What PostgreSQL writes of the old row when a row is updated or deleted. */
    public enum ReplicaIdentity {
        /** The primary key. */
        DEFAULT,
        /** The columns of a chosen unique index. */
        INDEX,
        /** Every column. */
        FULL,
        /** Nothing; PostgreSQL then refuses to publish updates and deletes. */
        NOTHING
    }

    /**
     * One column.
     *
     * @param typeName PostgreSQL's internal name of the type, for instance {@code int8}, {@code
     *     _text}, or the name of an enum; without modifiers
     * @param typeOid PostgreSQL's {@code pg_type.oid}, unsigned
     * @param primaryKey whether it is part of the primary key, as the catalog says it
     * @param identity whether it is part of the replica identity; every column under {@link
     *     ReplicaIdentity#FULL}
     */
    public record Column(
            String name, String typeName, long typeOid, boolean primaryKey, boolean identity) {}

    /** The index of the column of that name in {@link #columns()}, or -1 if there is none. */
    public int indexOf(String columnName) {
        for (int index = 0; index < columns.size(); index++) {
            if (columns.get(index).name().equals(columnName)) {
                return index;
            }
        }
        return -1;
    }
}
