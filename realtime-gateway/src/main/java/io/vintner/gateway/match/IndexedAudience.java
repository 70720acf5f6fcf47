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
import java.util.Collection;
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
    private final AskedValues askedValues;
    private final PolicyTrial trial;
    private final PolicyConfig config;
    private final Telling telling;

    private final ReentrantLock changing = new ReentrantLock();
    private final Set<LiveSubscription> subscriptions = new HashSet<>();
    private final Map<Long, Table> refreshedFor = new ConcurrentHashMap<>();
    private final LongAdder judged = new LongAdder();
    private volatile @Nullable AudienceState state;

    /** Who hears of an event's table. */
    private interface Audiences {
        List<TableAudience> of(ChangeEvent event);
    }

    IndexedAudience(
            LiveCatalog liveCatalog,
            PostgresOperands operands,
            AskedValues askedValues,
            OpaquePolicies opaquePolicies,
            PolicyTrial trial,
            PolicyConfig config,
            ChangesConfig changes) {
        this.liveCatalog = liveCatalog;
        this.operands = operands;
        this.askedValues = askedValues;
        this.opaquePolicies = opaquePolicies;
        this.trial = trial;
        this.config = config;
        this.telling = new Telling(config.leaveEvents(), changes.truncateEvents());
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
        AudienceState now = state;
        boolean refreshed = false;
        while (now != null) {
            switch (Planned.of(wanted, claims, now)) {
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
            LiveSubscription subscription,
            Map<PublishedTable, Plan.Classes> plans,
            AudienceState planned) {
        changing.lock();
        try {
            AudienceState now = state;
            if (now == null || now.planner() != planned.planner()) {
                return false;
            }
            plans.forEach((table, plan) -> {
                Filing filing = Filing.of(subscription, plan, now.audience(table));
                subscription.filings().put(table.oid(), filing);
            });
            subscriptions.add(subscription);
            return true;
        } finally {
            changing.unlock();
        }
    }

    @Override
    public void unsubscribe(Subscription subscription) {
        if (!(subscription instanceof LiveSubscription live)) {
            return;
        }
        changing.lock();
        try {
            if (subscriptions.remove(live)) {
                live.filings().values().forEach(filing -> filing.remove(live));
                live.filings().clear();
            }
        } finally {
            changing.unlock();
        }
    }

    /** Files every subscription of the tables that have changed anew. */
    private void takeIn(Catalog catalog) {
        changing.lock();
        try {
            AudienceState old = state;
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
            state = AudienceState.of(catalog, planner, tables);
        } finally {
            changing.unlock();
        }
    }

    /** Files everybody whom the table concerns; their filings are theirs only when all is done. */
    private Map<LiveSubscription, Filing> refile(TableAudience audience, Planner planner) {
        PublishedTable table = audience.table();
        Map<LiveSubscription, Filing> filings = new HashMap<>();
        int unfit = 0;
        for (LiveSubscription live : subscriptions) {
            if (live.wanted().covers(table)) {
                switch (planner.plan(live.wanted(), live.claims(), table)) {
                    case Plan.Classes classes ->
                            filings.put(live, Filing.of(live, classes, audience));
                    case Plan.Invalid _ -> {
                        if (!live.wanted().isWildcard()) {
                            Plan.Classes errors =
                                    planner.unfit(live.wanted(), live.claims(), table);
                            filings.put(live, Filing.of(live, errors, audience));
                        }
                        unfit++;
                    }
                    case Plan.Unavailable _ ->
                            throw new IllegalStateException(
                                    "PostgreSQL went away; the catalog is read again");
                }
            }
        }
        if (unfit > 0) {
            LOG.warnf(
                    "subscriptions do not fit the changed table, table=%s subscriptions=%d",
                    table.name(), unfit);
        }
        return filings;
    }

    @Override
    public List<Delivery> hear(List<ChangeEvent> events) {
        return hear(events, this::audiences, null);
    }

    @Override
    public List<Delivery> hear(List<ChangeEvent> events, Collection<Subscription> only) {
        events.forEach(this::audience); // reads the catalog again where a table has changed
        Chosen chosen = new Chosen();
        AudienceState now;
        changing.lock();
        try {
            now = state;
            for (Subscription one : only) {
                if (one instanceof LiveSubscription live) {
                    chosen.add(live);
                }
            }
        } finally {
            changing.unlock();
        }
        return now == null
                ? List.of()
                : hear(
                        events,
                        event -> now.audiences(event, now.tables().get(event.table().oid())),
                        chosen);
    }

    private List<Delivery> hear(
            List<ChangeEvent> events, Audiences audiences, @Nullable Chosen chosen) {
        List<Hearing> hearings = new ArrayList<>(events.size());
        Probes probes = new Probes();
        List<AskedValues.Case> openValues = new ArrayList<>();
        for (ChangeEvent event : events) {
            for (TableAudience audience : audiences.of(event)) {
                Hearing hearing = Hearing.of(event, audience, telling, chosen);
                if (hearing != null) {
                    hearing.putProbes(audience, telling, probes);
                    hearings.add(hearing);
                }
            }
        }
        probes.run();
        for (Hearing hearing : hearings) {
            hearing.putValueQuestions(openValues);
            judged.add(hearing.judged());
        }
        askedValues.ask(openValues);
        List<Case> open = new ArrayList<>();
        hearings.forEach(hearing -> hearing.putQuestions(open));
        opaquePolicies.ask(open);
        List<Delivery> deliveries = new ArrayList<>();
        for (Hearing hearing : hearings) {
            deliveries.addAll(hearing.deliveries());
        }
        return deliveries;
    }

    private List<TableAudience> audiences(ChangeEvent event) {
        TableAudience own = audience(event);
        AudienceState now = state;
        return now == null ? List.of() : now.audiences(event, own);
    }

    /**
     * Who is subscribed to the event's table. When the stream has another shape of it than the
     * catalog, the catalog is read again first, once.
     */
    private @Nullable TableAudience audience(ChangeEvent event) {
        AudienceState now = state;
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
        AudienceState then = tried ? now : state;
        return then == null ? null : then.tables().get(table.oid());
    }

    /** How many classes of equal subscriptions there are, on all tables. */
    int classes() {
        AudienceState now = state;
        return now == null
                ? 0
                : now.tables().values().stream()
                        .mapToInt(table -> table.written().size() + table.deleted().size())
                        .sum();
    }

    /** How many tests have been made on rows so far. */
    long judged() {
        return judged.sum();
    }
}
