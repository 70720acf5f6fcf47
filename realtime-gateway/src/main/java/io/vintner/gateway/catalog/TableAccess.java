package io.vintner.gateway.catalog;

import java.util.List;
import java.util.Set;

/**
 * What one role may see of one table.
 *
 * @param columns those that it may SELECT; empty if it may not use the schema
 * @param exempt whether row-level security does not apply to it: none on the table, BYPASSRLS,
 *     superuser, or the owner of a table that does not force it
 * @param policies that apply to the role; irrelevant if exempt
 */
public record TableAccess(Set<String> columns, boolean exempt, List<DeclaredPolicy> policies) {

    /** Of a role that the catalog does not know. */
    public static final TableAccess NOTHING = new TableAccess(Set.of(), false, List.of());

    public TableAccess {
        columns = Set.copyOf(columns);
        policies = List.copyOf(policies);
    }
}
