package io.vintner.gateway.policy;

import io.vintner.gateway.catalog.Catalog;
import io.vintner.gateway.catalog.DeclaredPolicy;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.TableAccess;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.token.Claims;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The policies of one {@link Catalog}, read once, and bound to whoever subscribes. As in
 * PostgreSQL, one permissive policy and every restrictive one must pass; a role without a
 * permissive policy sees nothing; roles that row-level security does not apply to see every row.
 * Thread-safe.
 */
public final class RowPolicies {

    private final Catalog catalog;
    private final Map<Parsed, PolicyExpression> expressions = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> functions = new ConcurrentHashMap<>();

    public RowPolicies(Catalog catalog) {
        this.catalog = catalog;
    }

    private record Parsed(String table, String expression) {}

    /**
     * A test of the rows of {@code table} that passes those which the bearer of the claims sees.
     */
    public RowTest visibleTo(Claims claims, PublishedTable table) {
        TableAccess access = table.accessOf(claims.role());
        if (access.exempt()) {
            return RowTest.Constant.ALWAYS;
        }
        Set<String> known =
                functions.computeIfAbsent(
                        claims.role(), role -> ClaimFunctions.known(catalog, role));
        PolicyBinder binder =
                new PolicyBinder(
                        table,
                        new OperandReader(table, known, new ClaimValues(claims)),
                        ClaimsAsker.of(claims));
        List<RowTest> permissive = new ArrayList<>();
        List<RowTest> all = new ArrayList<>();
        for (DeclaredPolicy policy : access.policies()) {
            RowTest test = binder.bind(expression(table, policy));
            if (policy.permissive()) {
                permissive.add(test);
            } else {
                all.add(test);
            }
        }
        all.addFirst(RowTest.anyOf(permissive));
        return RowTest.allOf(all).onlyTrue();
    }

    private PolicyExpression expression(PublishedTable table, DeclaredPolicy policy) {
        return expressions.computeIfAbsent(
                new Parsed(table.name(), policy.using()),
                parsed -> PolicyParser.parse(parsed.expression(), parsed.table()));
    }
}
