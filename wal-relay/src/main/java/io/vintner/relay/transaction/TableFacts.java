package io.vintner.relay.transaction;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * What pgoutput does not tell about a table, as the catalog says it at the moment of asking. That
 * may be later than the change: a table may have another primary key by then, and a table or type
 * that is gone is simply unknown.
 */
public interface TableFacts {

    /** The table's primary key; {@link PrimaryKey#NONE} if there is none. */
    PrimaryKey primaryKey(long tableOid);

    /** Those of the types that exist, by oid. */
    Map<Long, TypeName> typeNames(Collection<Long> typeOids);

    /**
     * A primary key.
     *
     * @param columns by name
     * @param deferrable whether it may be checked at the end of a transaction only; PostgreSQL does
     *     not take such a key for a replica identity
     */
    record PrimaryKey(Set<String> columns, boolean deferrable) {

        public static final PrimaryKey NONE = new PrimaryKey(Set.of(), false);

        public PrimaryKey {
            columns = Set.copyOf(columns);
        }
    }

    /**
     * A type.
     *
     * @param name PostgreSQL's internal name
     * @param domain whether it is a domain, which pgoutput calls by the name of its base type
     */
    record TypeName(String name, boolean domain) {}
}
