package io.vintner.gateway.match;

import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.PublishedTable.Kind;
import io.vintner.gateway.catalog.TableAccess;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.filter.Operands;
import io.vintner.gateway.filter.Question;
import io.vintner.gateway.filter.RowFilter;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.match.ClassKey.Shown;
import io.vintner.gateway.policy.PolicyConfig;
import io.vintner.gateway.policy.PolicyConfig.UnjudgedDeletes;
import io.vintner.gateway.policy.RowPolicies;
import io.vintner.gateway.render.ChangeError;
import io.vintner.gateway.token.Claims;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Works out what a subscription means for one table, under one state of the catalog. */
final class Planner {

    private final RowPolicies policies;
    private final Operands operands;
    private final UnjudgedDeletes unjudgedDeletes;
    private final boolean leaveEvents;

    Planner(RowPolicies policies, Operands operands, PolicyConfig config) {
        this.policies = policies;
        this.operands = operands;
        this.unjudgedDeletes = config.unjudgedDeletes();
        this.leaveEvents = config.leaveEvents();
    }

    /** What a subscription means for a table. */
    sealed interface Plan {

        /**
         * It can be served.
         *
         * @param written the class that hears of inserts and updates; null for none
         * @param deleted the class that hears of deletes; null for none
         */
        record Classes(@Nullable ClassKey written, @Nullable ClassKey deleted) implements Plan {

            /** What PostgreSQL may have to be asked. */
            Set<Question> questions() {
                Set<Question> questions = new HashSet<>();
                for (ClassKey key : new ClassKey[] {written, deleted}) {
                    if (key != null) {
                        questions.addAll(TestParts.questions(key.filter()));
                        questions.addAll(TestParts.questions(key.policy()));
                    }
                }
                return questions;
            }
        }

        /**
         * It makes no sense for this table.
         *
         * @param complaint as PostgreSQL words its errors
         */
        record Invalid(String complaint) implements Plan {}

        /** PostgreSQL had to be asked and was away. */
        record Unavailable() implements Plan {}
    }

    /** As {@link #plan}, but all columns that are selected must be there to be seen. */
    Plan firstPlan(Wanted wanted, Claims claims, PublishedTable table) {
        if (wanted.select() != null) {
            Set<String> visible = table.accessOf(claims.role()).columns();
            for (String column : wanted.select()) {
                if (!visible.contains(column)) {
                    return new Plan.Invalid(
                            "ERROR P0001 (raise_exception) invalid column for select " + column);
                }
            }
        }
        return plan(wanted, claims, table);
    }

    Plan plan(Wanted wanted, Claims claims, PublishedTable table) {
        Set<String> visible = table.accessOf(claims.role()).columns();
        return switch (new RowFilter(table, visible, operands).bind(wanted.terms())) {
            case RowFilter.Bound.Invalid(String complaint) -> new Plan.Invalid(complaint);
            case RowFilter.Bound.Unavailable _ -> new Plan.Unavailable();
            case RowFilter.Bound.Test(RowTest filter) -> classes(wanted, claims, table, filter);
        };
    }

    /**
     * For a subscription that made sense when it was made and does not any more: of every row that
     * it might have shown it is told only that.
     */
    Plan.Classes unfit(Wanted wanted, Claims claims, PublishedTable table) {
        Plan.Classes all = classes(wanted, claims, table, RowTest.Constant.ALWAYS);
        return new Plan.Classes(unfit(all.written()), unfit(all.deleted()));
    }

    private static @Nullable ClassKey unfit(@Nullable ClassKey key) {
        return key != null && key.shown() instanceof Shown.Columns
                ? new ClassKey(
                        key.kinds(),
                        key.filter(),
                        key.policy(),
                        new Shown.Refusal(ChangeError.FILTER_UNFIT))
                : key;
    }

    private Plan.Classes classes(
            Wanted wanted, Claims claims, PublishedTable table, RowTest filter) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        kinds.addAll(wanted.kinds());
        kinds.retainAll(table.publishes());
        boolean deletes = kinds.contains(Kind.DELETE);
        boolean leaves = deletes && leaveEvents && table.publishes().contains(Kind.UPDATE);
        if (!leaves) {
            kinds.remove(Kind.DELETE);
        }
        RowTest policy = policies.visibleTo(claims, table);
        Set<String> columns = columns(wanted, table.accessOf(claims.role()), table);
        ChangeError error = error(table, columns);
        ClassKey written =
                error == null
                        ? new ClassKey(kinds, filter, policy, new Shown.Columns(columns, true))
                        : new ClassKey(
                                kinds,
                                RowTest.Constant.ALWAYS,
                                RowTest.Constant.ALWAYS,
                                new Shown.Refusal(error));
        ClassKey deleted =
                deletes && error != ChangeError.UNAUTHORIZED && !columns.isEmpty()
                        ? deleted(table, filter, policy, columns)
                        : null;
        return new Plan.Classes(
                written.isSilent() ? null : written,
                deleted == null || deleted.isSilent() ? null : deleted);
    }

    /** Those that the role may SELECT and that are wanted; the primary key always is. */
    private static Set<String> columns(Wanted wanted, TableAccess access, PublishedTable table) {
        Set<String> columns = new HashSet<>(access.columns());
        if (wanted.select() != null) {
            Set<String> asked = new HashSet<>(wanted.select());
            table.primaryKey().forEach(column -> asked.add(column.name()));
            columns.retainAll(asked);
        }
        return columns;
    }

    private static @Nullable ChangeError error(PublishedTable table, Set<String> columns) {
        if (table.primaryKey().isEmpty()) {
            return ChangeError.NO_PRIMARY_KEY;
        }
        boolean hidden =
                table.primaryKey().stream().anyMatch(column -> !columns.contains(column.name()));
        return hidden ? ChangeError.UNAUTHORIZED : null;
    }

    /** The policy as far as the replica identity lets it be judged. */
    private ClassKey deleted(
            PublishedTable table, RowTest filter, RowTest policy, Set<String> columns) {
        Set<String> identity =
                table.columns().stream()
                        .filter(TableColumn::identity)
                        .map(TableColumn::name)
                        .collect(Collectors.toSet());
        RowTest judged =
                TestParts.limitedTo(identity, policy, unjudgedDeletes == UnjudgedDeletes.KEY);
        boolean wholly = identity.containsAll(TestParts.columns(policy));
        return new ClassKey(
                Set.of(Kind.DELETE), filter, judged, new Shown.Columns(columns, wholly));
    }
}
