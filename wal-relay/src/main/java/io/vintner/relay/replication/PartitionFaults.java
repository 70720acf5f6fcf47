package io.vintner.relay.replication;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where PostgreSQL 14 does not tell the rows of partitions, or tells them wrongly. Later versions
 * do neither. Not thread-safe.
 *
 * <ul>
 *   <li>Its walsender decides whether a table is published when it first meets a row of it, and not
 *       anew when the table is attached to a published one: for as long as the session lasts, the
 *       rows are left out.
 *   <li>Where rows are told under the root, and a partition has its columns at other places than
 *       the root, an {@code analyze} of both is enough to make it forget the difference: it sends
 *       the partition's values as those of the root's columns.
 * </ul>
 */
final class PartitionFaults {

    private static final int CURED_IN = 15;

    private final Connection sql;

    PartitionFaults(Connection sql) {
        this.sql = sql;
    }

    boolean arePossible() throws SQLException {
        return sql.getMetaData().getDatabaseMajorVersion() < CURED_IN;
    }

    /**
     * The partitions of published tables that were tables of their own first, and were attached by
     * a transaction that was not over at {@code horizon}. An attachment gives a table's columns new
     * rows in the catalog, but not its system columns: those date from its creation.
     */
    List<AttachedPartition> attachedSince(String publication, long horizon) throws SQLException {
        String query =
                """
                select i.inhrelid::int8, i.inhrelid::regclass::text, i.xmin::text::int8
                  from pg_publication p, pg_inherits i
                  join pg_class parent on parent.oid = i.inhparent and parent.relkind = 'p'
                  join pg_attribute made on made.attrelid = i.inhrelid and made.attnum = -1
                 where p.pubname = ?
                   and (p.puballtables
                        or exists (select from pg_publication_rel r
                                     join pg_partition_ancestors(i.inhrelid) a on a.relid = r.prrelid
                                    where r.prpubid = p.oid))
                   and age(i.xmin) <= age(?::text::xid)
                   and (i.xmin <> made.xmin
                        or exists (select from pg_attribute a
                                    where a.attrelid = i.inhrelid and a.attnum > 0
                                      and a.xmin = made.xmin and not a.cmin = made.cmin))
                """;
        try (PreparedStatement statement = sql.prepareStatement(query)) {
            statement.setString(1, publication);
            statement.setLong(2, horizon);
            try (ResultSet rows = statement.executeQuery()) {
                List<AttachedPartition> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(
                            new AttachedPartition(
                                    rows.getLong(1), rows.getString(2), rows.getLong(3)));
                }
                return found;
            }
        }
    }

    /** The partitions whose rows may be told wrongly under their root, with advice about each. */
    List<String> mistold(String publication) throws SQLException {
        if (!arePossible()) {
            return List.of();
        }
        String query =
                """
                with place as (
                  select attrelid as relid,
                         array_agg((attnum, case when attisdropped then attlen || ' ' || attalign
                                                 else attname end) order by attnum) as columns
                    from pg_attribute where attnum > 0
                   group by attrelid)
                select format('PostgreSQL 14 may tell the rows of partition %s wrongly under its root,'
                              ' because their columns stand at other places: run "alter publication %I'
                              ' set (publish_via_partition_root = false)", or make the one like the'
                              ' other, or upgrade to PostgreSQL 15',
                              leaf.relid, p.pubname)
                  from pg_publication p
                 cross join lateral pg_get_publication_tables(p.pubname::text) root
                 cross join lateral pg_partition_tree(root.relid) leaf
                  join place of_root on of_root.relid = root.relid
                  join place of_leaf on of_leaf.relid = leaf.relid
                 where p.pubname = ? and p.pubviaroot and leaf.isleaf and leaf.relid <> root.relid
                   and of_leaf.columns <> of_root.columns
                 order by leaf.relid::text
                """;
        try (PreparedStatement statement = sql.prepareStatement(query)) {
            statement.setString(1, publication);
            try (ResultSet rows = statement.executeQuery()) {
                List<String> advice = new ArrayList<>();
                while (rows.next()) {
                    advice.add(rows.getString(1));
                }
                return advice;
            }
        }
    }
}
