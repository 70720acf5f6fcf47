package io.vintner.gateway.match;

import io.vintner.change.ChangeEvent;
import io.vintner.gateway.catalog.Catalog;
import io.vintner.gateway.catalog.PublishedTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says, and who is subscribed to its tables.
 *
 * @param tables by their oid
 * @param wholes by the oid of a partition, the tables that it is a part of and that have no changes
 *     of their own
 */
record AudienceState(
        Catalog catalog,
        Planner planner,
        Map<Long, TableAudience> tables,
        Map<Long, List<TableAudience>> wholes) {

    static AudienceState of(Catalog catalog, Planner planner, Map<Long, TableAudience> tables) {
        Map<Long, List<TableAudience>> wholes = new HashMap<>();
        for (TableAudience audience : tables.values()) {
            for (Long partition : audience.table().partitions()) {
                wholes.computeIfAbsent(partition, _ -> new ArrayList<>()).add(audience);
            }
        }
        return new AudienceState(catalog, planner, Map.copyOf(tables), Map.copyOf(wholes));
    }

    /** Every table of the catalog has its audience, though mostly an empty one. */
    TableAudience audience(PublishedTable table) {
        TableAudience audience = tables.get(table.oid());
        if (audience == null) {
            throw new IllegalStateException("planned for a table that is not in the catalog");
        }
        return audience;
    }

    /**
     * Who is subscribed to the event's table, or to one that it is a partition of.
     *
     * @param own who is subscribed to the table itself; null if it has no audience
     */
    List<TableAudience> audiences(ChangeEvent event, @Nullable TableAudience own) {
        List<TableAudience> whole = wholes.get(event.table().oid());
        if (whole == null) {
            return own == null ? List.of() : List.of(own);
        }
        List<TableAudience> all = new ArrayList<>(whole);
        if (own != null) {
            all.addFirst(own);
        }
        return all;
    }
}
