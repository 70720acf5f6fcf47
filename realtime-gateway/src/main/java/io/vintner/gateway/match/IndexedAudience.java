package io.vintner.gateway.match;

import io.vintner.change.ChangeEvent;
import io.vintner.change.Table;
import io.vintner.gateway.catalog.Catalog;
import io.vintner.gateway.catalog.LiveCatalog;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.match.LiveSubscription.Filing;
import io.vintner.gateway.match.Planner.Plan;
import io.vintner.gateway.policy.OpaquePolicies;
import io.vintner.gateway.policy.OpaquePolicies.Case;
import io.vintner.gateway.policy.PolicyConfig;
import io.vintner.gateway.policy.PolicyTrial;
import io.vintner.gateway.policy.RowPolicies;
import io.vintner.gateway.token.Claims;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The audience, as an index over all subscriptions.
 *
 * <p>Subscribing, unsubscribing and taking in a new catalog happen one at a time under a lock,
 * which is never held while PostgreSQL is asked on behalf of a subscriber. {@link #hear} takes no
 * lock: it reads the tables' indexes from an immutable map, and these are made to be read while
 * they change.
 */
@ApplicationScoped
public class IndexedAudience implements Audience {

    private static final Logger LOG = Logger.getLogger(IndexedAudience.class);

    private final LiveCatalog liveCatalog;
    private final PostgresOperands operands;
    private final OpaquePolicies opaquePolicies;
    private final PolicyTrial trial;
    private final PolicyConfig config;

    private final ReentrantLock changing = new ReentrantLock();
    private final Set<LiveSubscription> subscriptions = new HashSet<>();
    private final Map<Long, Table> refreshedFor = new ConcurrentHashMap<>();
    private final LongAdder judged = new LongAdder();
    private volatile @Nullable State state;

    /** What the catalog says, and who is subscribed to its tables, by their oid. */
    private record State(Catalog catalog, Planner planner, Map<Long, TableAudience> tables) {}

    IndexedAudience(
            LiveCatalog liveCatalog,
            PostgresOperands operands,
            OpaquePolicies opaquePolicies,
            PolicyTrial trial,
            PolicyConfig config) {
        this.liveCatalog = liveCatalog;
        this.operands = operands;
        this.opaquePolicies = opaquePolicies;
        this.trial = trial;
        this.config = config;
        liveCatalog.onChange(this::takeIn);
    }

    @Override
    public SubscribeOutcome subscribe(ChangesRequest request, Claims claims) {
        return switch (RequestReader.read(request)) {
            case RequestReader.Read.Refused(String message) ->
                    new SubscribeOutcome.Refused(message);
            case RequestReader.Read.Understood(Wanted wanted) -> subscribe(wanted, claims);
        };
    }

    private SubscribeOutcome subscribe(Wanted wanted, Claims claims) {
        if (liveCatalog.awaitFirst() == null) {
            return new SubscribeOutcome.Unavailable();
        }
        LiveSubscription subscription = new LiveSubscription(wanted, claims);
        State now = state;
        boolean refreshed = false;
        while (now != null) {
            switch (plan(wanted, claims, now)) {
                case Planned.Refused(String message) -> {
                    return new SubscribeOutcome.Refused(message);
                }
                case Planned.Unavailable _ -> {
                    return new SubscribeOutcome.Unavailable();
                }
                case Planned.NoTable _ -> {
                    if (refreshed) {
                        return liveCatalog.isReachable()
                                ? new SubscribeOutcome.Refused(Refusals.noSuchTable(wanted))
                                : new SubscribeOutcome.Unavailable();
                    }
                    refreshed = true; // it may be a table of the last second
                    liveCatalog.refresh();
                }
                case Planned.Classes(var plans) -> {
                    SubscribeOutcome problem = tried(wanted, plans);
                    if (problem != null) {
                        return problem;
                    }
                    if (file(subscription, plans, now)) {
                        return new SubscribeOutcome.Subscribed(subscription);
                    }
                }
            }
            now = state;
        }
        return new SubscribeOutcome.Unavailable();
    }

    /** What a subscription means for all tables that it covers. */
    private sealed interface Planned {

        record Classes(Map<PublishedTable, Plan.Classes> plans) implements Planned {}

        record NoTable() implements Planned {}

        record Refused(String message) implements Planned {}

        record Unavailable() implements Planned {}
    }

    private static Planned plan(Wanted wanted, Claims claims, State now) {
        Map<PublishedTable, Plan.Classes> plans = new HashMap<>();
        for (PublishedTable table : now.catalog().all()) {
            if (wanted.covers(table)) {
                switch (now.planner().plan(wanted, claims, table)) {
                    case Plan.Classes classes -> plans.put(table, classes);
                    case Plan.Invalid(String complaint) -> {
                        return new Planned.Refused(Refusals.raised(wanted, complaint));
                    }
                    case Plan.Unavailable _ -> {
                        return new Planned.Unavailable();
                    }
                }
            }
        }
        return plans.isEmpty() ? new Planned.NoTable() : new Planned.Classes(plans);
    }

    /** Whether PostgreSQL can be asked what it must be asked; null if so. */
    private @Nullable SubscribeOutcome tried(
            Wanted wanted, Map<PublishedTable, Plan.Classes> plans) {
        for (Map.Entry<PublishedTable, Plan.Classes> plan : plans.entrySet()) {
            switch (trial.of(plan.getKey(), plan.getValue().questions())) {
                case PolicyTrial.Outcome.Passed _ -> {}
                case PolicyTrial.Outcome.Refused(String complaint) -> {
                    return new SubscribeOutcome.Refused(Refusals.raised(wanted, complaint));
                }
                case PolicyTrial.Outcome.Unavailable _ -> {
                    return new SubscribeOutcome.Unavailable();
                }
            }
        }
        return null;
    }

    /** Whether the plans still held; if not, they are to be made again. */
    private boolean file(
            LiveSubscription subscription, Map<PublishedTable, Plan.Classes> plans, State planned) {
        changing.lock();
        try {
            State now = state;
            if (now == null || now.planner() != planned.planner()) {
                return false;
            }
            plans.forEach((table, plan) -> {
                Filing filing = file(subscription, plan, audience(now, table));
                subscription.filings().put(table.oid(), filing);
            });
            subscriptions.add(subscription);
            return true;
        } finally {
            changing.unlock();
        }
    }

    /** Every table of the catalog has its audience, though mostly an empty one. */
    private static TableAudience audience(State now, PublishedTable table) {
        TableAudience audience = now.tables().get(table.oid());
        if (audience == null) {
            throw new IllegalStateException("planned for a table that is not in the catalog");
        }
        return audience;
    }

    private static Filing file(
            LiveSubscription subscription, Plan.Classes plan, TableAudience audience) {
        ClassKey written = plan.written();
        ClassKey deleted = plan.deleted();
        return new Filing(
                audience,
                written == null ? null : audience.written().add(written, subscription),
                deleted == null ? null : audience.deleted().add(deleted, subscription));
    }

    @Override
    public void unsubscribe(Subscription subscription) {
        if (!(subscription instanceof LiveSubscription live)) {
            return;
        }
        changing.lock();
        try {
            if (subscriptions.remove(live)) {
                live.filings().values().forEach(filing -> unfile(live, filing));
                live.filings().clear();
            }
        } finally {
            changing.unlock();
        }
    }

    private static void unfile(LiveSubscription subscription, Filing filing) {
        SubscriptionClass written = filing.written();
        if (written != null) {
            filing.audience().written().remove(written, subscription);
        }
        SubscriptionClass deleted = filing.deleted();
        if (deleted != null) {
            filing.audience().deleted().remove(deleted, subscription);
        }
    }

    /** Files every subscription of the tables that have changed anew. */
    private void takeIn(Catalog catalog) {
        changing.lock();
        try {
            State old = state;
            Planner planner = new Planner(new RowPolicies(catalog), operands, config);
            boolean sameFunctions =
                    old != null
                            && old.catalog().claimFunctions().equals(catalog.claimFunctions())
                            && old.catalog().claimCallers().equals(catalog.claimCallers());
            Map<Long, TableAudience> tables = new HashMap<>();
            Map<Long, Map<LiveSubscription, Filing>> refiled = new HashMap<>();
            for (PublishedTable table : catalog.all()) {
                TableAudience kept = old == null ? null : old.tables().get(table.oid());
                if (kept == null || !sameFunctions || !kept.table().equals(table)) {
                    kept = new TableAudience(table);
                    refiled.put(table.oid(), refile(kept, planner));
                }
                tables.put(table.oid(), kept);
            }
            for (LiveSubscription live : subscriptions) {
                live.filings().keySet().retainAll(tables.keySet());
                live.filings().keySet().removeAll(refiled.keySet());
            }
            refiled.forEach((oid, filings) ->
                    filings.forEach((live, filing) -> live.filings().put(oid, filing)));
            state = new State(catalog, planner, Map.copyOf(tables));
        } finally {
            changing.unlock();
        }
    }

    /** Files everybody whom the table concerns; their filings are theirs only when all is done. */
    private Map<LiveSubscription, Filing> refile(TableAudience audience, Planner planner) {
        PublishedTable table = audience.table();
        Map<LiveSubscription, Filing> filings = new HashMap<>();
        int silenced = 0;
        for (LiveSubscription live : subscriptions) {
            if (live.wanted().covers(table)) {
                switch (planner.plan(live.wanted(), live.claims(), table)) {
                    case Plan.Classes classes -> filings.put(live, file(live, classes, audience));
                    case Plan.Invalid _ -> silenced++;
                    case Plan.Unavailable _ ->
                            throw new IllegalStateException(
                                    "PostgreSQL went away; the catalog is read again");
                }
            }
        }
        if (silenced > 0) {
            LOG.warnf(
                    "subscriptions do not fit the changed table, table=%s subscriptions=%d",
                    table.name(), silenced);
        }
        return filings;
    }

    @Override
    public List<Delivery> hear(List<ChangeEvent> events) {
        List<Hearing> hearings = new ArrayList<>(events.size());
        List<Case> open = new ArrayList<>();
        for (ChangeEvent event : events) {
            TableAudience audience = audience(event);
            Hearing hearing =
                    audience == null ? null : Hearing.of(event, audience, config.leaveEvents());
            if (hearing != null) {
                hearing.putQuestions(open);
                judged.add(hearing.judged());
                hearings.add(hearing);
            }
        }
        opaquePolicies.ask(open);
        List<Delivery> deliveries = new ArrayList<>();
        for (Hearing hearing : hearings) {
            deliveries.addAll(hearing.deliveries());
        }
        return deliveries;
    }

    /**
     * Who is subscribed to the event's table. When the stream has another shape of it than the
     * catalog, the catalog is read again first, once.
     */
    private @Nullable TableAudience audience(ChangeEvent event) {
        State now = state;
        if (now == null) {
            return null; // nobody can have subscribed yet
        }
        Table table = event.table();
        TableAudience audience = now.tables().get(table.oid());
        if (audience != null && audience.shape(table).isAsDeclared()) {
            return audience;
        }
        boolean tried = table.equals(refreshedFor.put(table.oid(), table));
        if (!tried) {
            liveCatalog.refresh();
        }
        State then = tried ? now : state;
        return then == null ? null : then.tables().get(table.oid());
    }

    /** How many tests have been made on rows so far. */
    long judged() {
        return judged.sum();
    }
}
