package io.vintner.gateway.catalog;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One consistent snapshot of what PostgreSQL declares.
 *
 * @param fingerprint equal for equal snapshots
 * @param tables the published ones, by oid
 * @param claimFunctions the bodies of those functions of the schema {@code auth} that take no
 *     argument and are plain SQL, by name
 * @param claimCallers by role, the names of those functions that it may call
 */
public record Catalog(
        String fingerprint,
        Map<Long, PublishedTable> tables,
        Map<String, String> claimFunctions,
        Map<String, Set<String>> claimCallers) {

    public Catalog {
        tables = Map.copyOf(tables);
        claimFunctions = Map.copyOf(claimFunctions);
        claimCallers = Map.copyOf(claimCallers);
    }

    /** The table of that oid; null if it is not published. */
    public @Nullable PublishedTable table(long oid) {
        return tables.get(oid);
    }

    /** All published tables, in no order. */
    public Collection<PublishedTable> all() {
        return tables.values();
    }
}
