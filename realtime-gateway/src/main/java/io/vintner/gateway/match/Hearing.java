package io.vintner.gateway.match;

import io.vintner.change.ChangeEvent;
import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.PublishedTable.Kind;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.filter.Question;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.filter.Truth;
import io.vintner.gateway.match.ClassKey.Shown;
import io.vintner.gateway.policy.OpaquePolicies.Case;
import io.vintner.gateway.render.ChangeError;
import io.vintner.gateway.render.RowJson.Old;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One change on its way to those who hear of it: first who it may concern, then, when PostgreSQL
 * has been asked about the doubtful ones, who hears what. For one thread.
 */
final class Hearing implements SubscriptionIndex.Visitor {

    private static final Logger LOG = Logger.getLogger(Hearing.class);

    private final ChangeEvent change;
    private final Kind kind;
    private final PublishedTable table;
    private final TableShape shape;
    private final RowVersion row;
    private final @Nullable RowVersion before;

    private final Set<SubscriptionClass> seen = new HashSet<>();
    private final List<SubscriptionClass> sure = new ArrayList<>();
    private List<SubscriptionClass> doubtful = new ArrayList<>();
    private final Set<SubscriptionClass> leaving = new LinkedHashSet<>();
    private final Map<Told, List<List<Subscription>>> told = new LinkedHashMap<>();
    private int judged;

    /** Whom it is for; null for everybody. */
    private @Nullable Chosen chosen;

    private Hearing(
            ChangeEvent change,
            Kind kind,
            PublishedTable table,
            TableShape shape,
            Row row,
            @Nullable Row before) {
        this.change = change;
        this.kind = kind;
        this.table = table;
        this.shape = shape;
        this.row = new RowVersion(shape, table, row, before);
        this.before = before == null ? null : new RowVersion(shape, table, before, null);
    }

    /**
     * The hearing of {@code change}, of which {@link #putProbes} is to be called next; null if it
     * is of a kind that nobody hears of.
     *
     * @param telling what is told beyond what upstream tells
     * @param only who is to be found; null for everybody
     */
    static @Nullable Hearing of(
            ChangeEvent change, TableAudience audience, Telling telling, @Nullable Chosen only) {
        TableShape shape = audience.shape(change.table());
        PublishedTable table = audience.table();
        Hearing hearing =
                switch (change) {
                    case ChangeEvent.RowInserted(_, _, _, Row row) ->
                            new Hearing(change, Kind.INSERT, table, shape, row, null);
                    case ChangeEvent.RowUpdated(_, _, _, Row old, Row row) ->
                            new Hearing(change, Kind.UPDATE, table, shape, row, old);
                    case ChangeEvent.RowDeleted(_, _, _, Row old) ->
                            new Hearing(change, Kind.DELETE, table, shape, old, null);
                    case ChangeEvent.TableTruncated _ ->
                            telling.truncations() ? truncated(change, audience, only) : null;
                };
        if (hearing != null) {
            hearing.chosen = only;
        }
        return hearing;
    }

    /** Adds its rows to what is looked up; then it knows whom they may concern. */
    void putProbes(TableAudience audience, Telling telling, Probes probes) {
        if (change instanceof ChangeEvent.TableTruncated) {
            return;
        }
        probe(audience, row, this, probes);
        RowVersion old = before;
        if (telling.leaves() && old != null) {
            probe(audience, old, new Before(old), probes);
        }
    }

    /** All who hear of deletes hear of it, whatever they filter: it is about no row. */
    private static Hearing truncated(
            ChangeEvent change, TableAudience audience, @Nullable Chosen only) {
        TableShape shape = audience.shape(change.table());
        List<ColumnValue> nothing =
                change.table().columns().stream().map(_ -> ColumnValue.ABSENT).toList();
        Hearing hearing =
                new Hearing(change, Kind.DELETE, audience.table(), shape, new Row(nothing), null);
        hearing.chosen = only;
        audience.deleted()
                .each(one -> {
                    if (hearing.isChosen(one) && hearing.seen.add(one)) {
                        hearing.tell(one, new Told.Failure(ChangeError.TRUNCATED));
                    }
                });
        return hearing;
    }

    private void probe(
            TableAudience audience,
            RowVersion version,
            SubscriptionIndex.Visitor visitor,
            Probes probes) {
        boolean ofDeleted = kind == Kind.DELETE;
        if (chosen == null) {
            probes.add(ofDeleted ? audience.deleted() : audience.written(), version, visitor);
        } else if (ofDeleted) {
            chosen.probeDeleted(audience, version, visitor);
        } else {
            chosen.probeWritten(audience, version, visitor);
        }
    }

    /** Finds those who could see the row before; whether they still do is to be seen. */
    private final class Before implements SubscriptionIndex.Visitor {

        private final RowVersion old;

        Before(RowVersion old) {
            this.old = old;
        }

        @Override
        public void candidate(SubscriptionClass found) {
            if (hearsOfLeaving(found) && mayPass(passes(found.filter(), found.policy(), old))) {
                leaving.add(found);
            }
        }

        @Override
        public void candidates(RowTest filter, RowTest policy, Posting found) {
            if (mayPass(passes(filter, policy, old))) {
                found.each(one -> {
                    if (hearsOfLeaving(one)) {
                        leaving.add(one);
                    }
                });
            }
        }

        private boolean hearsOfLeaving(SubscriptionClass one) {
            return isChosen(one)
                    && one.hears(Kind.DELETE)
                    && one.key().shown() instanceof Shown.Columns;
        }

        private static boolean mayPass(Truth passes) {
            return passes == Truth.TRUE || passes == Truth.ASKED;
        }
    }

    @Override
    public void candidate(SubscriptionClass found) {
        if (isNew(found)) {
            sort(found, passes(found.filter(), found.policy(), row));
        }
    }

    @Override
    public void hit(SubscriptionClass found) {
        if (isNew(found)) {
            sort(found, passes(found.filterLeft(), found.policyLeft(), row));
        }
    }

    private boolean isNew(SubscriptionClass found) {
        return concerns(found) && (found.isFiledOnce() || seen.add(found));
    }

    @Override
    public void candidates(RowTest filter, RowTest policy, Posting found) {
        Truth passes = passes(filter, policy, row);
        found.each(one -> {
            if (concerns(one)) {
                sort(one, passes);
            }
        });
    }

    private boolean concerns(SubscriptionClass one) {
        return one.hears(kind) && isChosen(one);
    }

    private boolean isChosen(SubscriptionClass one) {
        return chosen == null || chosen.has(one);
    }

    /**
     * What the tests say together; an error in one of them shows the row to nobody. That a filter
     * cannot be judged is nothing to those who may not see the row, nor, as the old row mostly has
     * but its key, to those who wait for a delete.
     */
    private Truth passes(RowTest filter, RowTest policy, RowVersion version) {
        judged++;
        try {
            Truth passes = filter.test(version);
            return switch (passes) {
                case TRUE -> policy.test(version);
                case ASKED, MISSING -> {
                    boolean unseen =
                            passes == Truth.MISSING
                                    && kind == Kind.DELETE
                                    && version.failureOf(filter)
                                            == ChangeError.FILTER_VALUE_MISSING;
                    Truth visible = unseen ? Truth.FALSE : policy.test(version);
                    yield switch (visible) {
                        case FALSE, NULL -> Truth.FALSE;
                        case TRUE, ASKED, MISSING -> passes;
                    };
                }
                case FALSE, NULL -> Truth.FALSE;
            };
        } catch (RuntimeException failed) {
            LOG.warnf("a test failed on a row, table=%s error=%s", table.name(), failed.getClass());
            return Truth.MISSING;
        }
    }

    private void sort(SubscriptionClass one, Truth passes) {
        switch (passes) {
            case TRUE -> sure.add(one);
            case ASKED, MISSING -> doubtful.add(one);
            case FALSE, NULL -> {}
        }
    }

    /** How many tests were made: what the index could not spare. */
    int judged() {
        return judged;
    }

    /** Adds what PostgreSQL must be asked about values, for filters. */
    void putValueQuestions(List<AskedValues.Case> open) {
        doubtful.forEach(one -> row.putOpen(one.filter(), open));
        for (SubscriptionClass one : leaving) {
            row.putOpen(one.filter(), open);
            if (before != null) {
                before.putOpen(one.filter(), open);
            }
        }
    }

    /**
     * Adds what PostgreSQL must be asked about the row, for the policies of those that are left.
     */
    void putQuestions(List<Case> open) {
        List<SubscriptionClass> undecided = doubtful;
        doubtful = new ArrayList<>();
        undecided.forEach(one -> sort(one, passes(one.filter(), one.policy(), row)));
        for (SubscriptionClass one : doubtful) {
            for (Question question : TestParts.questions(one.policy())) {
                row.put(question, open);
            }
        }
        for (SubscriptionClass one : leaving) {
            for (Question question : TestParts.questions(one.policy())) {
                row.put(question, open);
                if (before != null) {
                    before.put(question, open);
                }
            }
        }
    }

    /** What is delivered, once the questions are answered. */
    List<Delivery> deliveries() {
        sure.forEach(this::tell);
        for (SubscriptionClass one : doubtful) {
            switch (passes(one.filter(), one.policy(), row)) {
                case TRUE -> tell(one);
                case MISSING, ASKED -> tell(one, new Told.Failure(row.whyNotTold(one)));
                case FALSE, NULL -> {}
            }
        }
        leaving.stream().filter(this::hasLost).forEach(this::tellOfLeaving);
        List<Delivery> deliveries = new ArrayList<>(told.size());
        told.forEach((what, lists) -> {
            List<Subscription> everybody =
                    lists.size() == 1
                            ? lists.getFirst()
                            : lists.stream().flatMap(List::stream).toList();
            if (!everybody.isEmpty()) {
                deliveries.add(
                        new Delivery(
                                change.position(), everybody, what.render(change, shape.json())));
            }
        });
        return deliveries;
    }

    /** Whether it is certain that the old row was seen and that the new one is not. */
    private boolean hasLost(SubscriptionClass one) {
        if (before == null || passes(one.filter(), one.policy(), before) != Truth.TRUE) {
            return false;
        }
        return switch (passes(one.filter(), one.policy(), row)) {
            case FALSE, NULL -> true;
            case TRUE, ASKED, MISSING -> false;
        };
    }

    private void tellOfLeaving(SubscriptionClass one) {
        if (one.key().shown() instanceof Shown.Columns(Set<String> names, boolean _)) {
            tell(one, new Told.Leave(names));
        }
    }

    private void tell(SubscriptionClass one) {
        tell(
                one,
                switch (one.key().shown()) {
                    case Shown.Refusal(ChangeError error) -> new Told.Failure(error);
                    case Shown.Columns(Set<String> names, boolean wholly) ->
                            new Told.Change(names, old(one, wholly));
                });
    }

    private void tell(SubscriptionClass one, Told what) {
        told.computeIfAbsent(what, _ -> new ArrayList<>())
                .add(chosen == null ? one.members() : chosen.members(one));
    }

    /**
     * Nobody is shown more than the key of an old row that they could not see: the policy must have
     * passed it, or have had nothing else to judge than of the new one.
     */
    private Old old(SubscriptionClass one, boolean wholly) {
        RowVersion old = before;
        if (old == null) {
            return wholly ? Old.IDENTITY : Old.KEY;
        }
        boolean onlyKey =
                table.columns().stream()
                        .filter(TableColumn::identity)
                        .allMatch(TableColumn::primaryKey);
        boolean sameVerdict =
                one.policyColumns().stream()
                        .allMatch(column -> old.value(column).equals(row.value(column)));
        return onlyKey || sameVerdict || old.isVisible(one) ? Old.IDENTITY : Old.KEY;
    }
}
