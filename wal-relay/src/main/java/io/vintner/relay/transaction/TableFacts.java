package io.vintner.relay.transaction;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * What pgoutput does not tell about a table, as the catalog says it at the moment of asking, which
 * may be later than the change: a table or type that is gone by then is simply unknown.
 */
public interface TableFacts {

    /** The names of the columns of the table's primary key; empty if there is none. */
    Set<String> primaryKey(long tableOid);

    /** The internal names of those of the types that exist, by oid. */
    Map<Long, String> typeNames(Collection<Long> typeOids);
}
