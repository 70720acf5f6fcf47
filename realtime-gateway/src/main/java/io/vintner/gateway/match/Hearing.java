package io.vintner.gateway.match;

import io.vintner.change.ChangeEvent;
import io.vintner.change.Row;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.PublishedTable.Kind;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.filter.Question;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.filter.Truth;
import io.vintner.gateway.match.ClassKey.Shown;
import io.vintner.gateway.policy.OpaquePolicies.Answer;
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
    private final List<SubscriptionClass> doubtful = new ArrayList<>();
    private final Set<SubscriptionClass> leaving = new LinkedHashSet<>();
    private final Map<Told, List<List<Subscription>>> told = new LinkedHashMap<>();
    private int judged;

    /** What somebody is told. */
    private sealed interface Told {
        record Change(Set<String> columns, Old old) implements Told {}

        record Leave(Set<String> columns) implements Told {}

        record Failure(ChangeError error) implements Told {}
    }

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
     * Finds who may hear of {@code change}; null if it is of a kind that nobody hears of.
     *
     * @param leaveEvents whether those hear of it, too, whom an update takes the row away from
     */
    static @Nullable Hearing of(ChangeEvent change, TableAudience audience, boolean leaveEvents) {
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
                    case ChangeEvent.TableTruncated _ -> null;
                };
        if (hearing != null) {
            SubscriptionIndex index =
                    hearing.kind == Kind.DELETE ? audience.deleted() : audience.written();
            index.probe(hearing.row, hearing);
            if (leaveEvents && hearing.before != null) {
                index.probe(hearing.before, hearing.new Before(hearing.before));
            }
        }
        return hearing;
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

        private static boolean hearsOfLeaving(SubscriptionClass one) {
            return one.key().kinds().contains(Kind.DELETE)
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
        return found.hears(kind) && (found.isFiledOnce() || seen.add(found));
    }

    @Override
    public void candidates(RowTest filter, RowTest policy, Posting found) {
        Truth passes = passes(filter, policy, row);
        found.each(one -> {
            if (one.key().kinds().contains(kind)) {
                sort(one, passes);
            }
        });
    }

    /** What the tests say together; an error in one of them shows the row to nobody. */
    private Truth passes(RowTest filter, RowTest policy, RowVersion version) {
        judged++;
        try {
            Truth passes = filter.test(version);
            return switch (passes) {
                case TRUE -> policy.test(version);
                case ASKED -> Truth.ASKED;
                case FALSE, NULL, MISSING -> Truth.FALSE;
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

    /** Adds what PostgreSQL must be asked. */
    void putQuestions(List<Case> open) {
        for (SubscriptionClass one : doubtful) {
            for (Question question : TestParts.questions(one.filter().and(one.policy()))) {
                row.put(question, open);
            }
        }
        for (SubscriptionClass one : leaving) {
            for (Question question : TestParts.questions(one.filter().and(one.policy()))) {
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
                case MISSING, ASKED -> tell(one, new Told.Failure(whyNot(one)));
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
                deliveries.add(new Delivery(change.position(), everybody, render(what)));
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

    private ChangeError whyNot(SubscriptionClass one) {
        for (Question question : TestParts.questions(one.policy())) {
            Answer answer = row.outcome(question);
            if (answer instanceof Answer.Raised) {
                return ChangeError.POLICY_RAISED;
            }
            if (answer instanceof Answer.Unanswered) {
                return ChangeError.POLICY_UNANSWERED;
            }
        }
        return ChangeError.POLICY_VALUE_MISSING;
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
        told.computeIfAbsent(what, _ -> new ArrayList<>()).add(one.members());
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
        return onlyKey || sameVerdict || passesBefore(one, old) ? Old.IDENTITY : Old.KEY;
    }

    private static boolean passesBefore(SubscriptionClass one, RowVersion old) {
        try {
            return one.policy().test(old) == Truth.TRUE;
        } catch (RuntimeException failed) {
            return false;
        }
    }

    private byte[] render(Told what) {
        try {
            return switch (what) {
                case Told.Change(Set<String> columns, Old old) ->
                        shape.json().render(change, columns, old);
                case Told.Leave(Set<String> columns) ->
                        shape.json().leave((ChangeEvent.RowUpdated) change, columns);
                case Told.Failure(ChangeError error) -> shape.json().refuse(change, error);
            };
        } catch (RuntimeException failed) {
            LOG.errorf(failed, "a change cannot be shown, table=%s", table.name());
            return shape.json().refuse(change, ChangeError.NOT_SHOWN);
        }
    }
}
