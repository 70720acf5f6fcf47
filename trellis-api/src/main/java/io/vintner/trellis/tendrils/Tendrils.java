package io.vintner.trellis.tendrils;

import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageOf;
import io.vintner.trellis.pages.PageQuestion;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The life of Tendrils: their pulse, their drain, their end. */
@ApplicationScoped
public class Tendrils {

    private static final Logger LOG = Logger.getLogger(Tendrils.class);

    private final Transactions transactions;
    private final TendrilTable table;
    private final LeaseRenewal leases;
    private final TendrilsConfig config;

    Tendrils(
            Transactions transactions,
            TendrilTable table,
            LeaseRenewal leases,
            TendrilsConfig config) {
        this.transactions = transactions;
        this.table = table;
        this.leases = leases;
        this.config = config;
    }

    /** By name. */
    PageOf<Tendril> list(Caller.Person caller, PageQuestion question) {
        List<Tendril> read =
                transactions.as(caller.reader(), session -> table.listVisible(session, question));
        return question.page(read, tendril -> Cursor.of(tendril.name(), tendril.id()));
    }

    /** A Tendril that the caller may see, or a 404. */
    public Tendril get(Caller.Person caller, TendrilId id) {
        return transactions
                .as(caller.reader(), session -> table.findVisible(session, id))
                .orElseThrow(() -> ProblemException.notFound("Tendril"));
    }

    TendrilResource.Pulse beat(Caller.Tendril tendril, TendrilResource.Heartbeat heartbeat) {
        return transactions.run(session -> beat(session, tendril.id(), heartbeat));
    }

    private TendrilResource.Pulse beat(
            Session session, TendrilId id, TendrilResource.Heartbeat heartbeat) {
        boolean drain =
                table.beat(session, id, heartbeat.moduleSources())
                        .orElseThrow(() ->
                                new ProblemException(
                                        ProblemType.WORKER_TOKEN_INVALID,
                                        "the Tendril has been removed"));
        TendrilStatus said = heartbeat.status() == null ? TendrilStatus.ONLINE : heartbeat.status();
        if (said == TendrilStatus.OFFLINE) {
            // The request was for this run of the Tendril; the next one starts afresh.
            table.forgetDrain(session, id);
        }
        table.show(
                session,
                id,
                new TendrilTable.Said(
                        said.whenAsked(drain), heartbeat.version(), heartbeat.labels()),
                config.lastHeartbeatEvery());
        List<HeldJob> held = heartbeat.jobs() == null ? List.of() : heartbeat.jobs();
        Map<HeldJob, Directive> directives = leases.renew(session, id, held);
        return new TendrilResource.Pulse(
                table.now(session),
                Math.toIntExact(config.heartbeatEvery().toSeconds()),
                drain,
                held.stream()
                        .map(job ->
                                new TendrilResource.JobDirective(
                                        job.id(),
                                        job.epoch(),
                                        directives.getOrDefault(job, Directive.LEASE_LOST)))
                        .toList());
    }

    /**
     * Asks a Tendril of the caller's to finish its jobs and take no new one; it hears it at its
     * next beat.
     */
    Tendril drain(Caller.Person caller, TendrilId id) {
        requireOwn(caller, id);
        return transactions.run(session -> {
            Tendril present =
                    table.lock(session, id).orElseThrow(() -> ProblemException.notFound("Tendril"));
            return switch (present.status()) {
                case OFFLINE ->
                        throw new ProblemException(
                                ProblemType.ILLEGAL_TRANSITION,
                                "an OFFLINE Tendril cannot drain",
                                Map.of("present", TendrilStatus.OFFLINE.name()));
                case DRAINING -> {
                    table.requestDrain(session, id);
                    yield present;
                }
                case ONLINE -> {
                    table.requestDrain(session, id);
                    yield table.setStatus(session, id, TendrilStatus.DRAINING);
                }
            };
        });
    }

    /**
     * Deletes an OFFLINE Tendril of the caller's and its tokens; jobs that it ran keep its name.
     */
    void remove(Caller.Person caller, TendrilId id) {
        Tendril present = requireOwn(caller, id);
        boolean removed = transactions.run(session -> table.deleteOffline(session, id));
        if (!removed) {
            throw new ProblemException(
                    ProblemType.WORKER_NOT_OFFLINE,
                    "only an OFFLINE Tendril can be removed",
                    Map.of("present", present.status().name()));
        }
        LOG.infof("tendril removed, tendrilId=%s", id.value());
    }

    /** Turns those OFFLINE that have been silent for too long; answers how many. */
    public int lapse() {
        List<TendrilId> silent =
                transactions.run(session -> {
                    List<TendrilId> ids = table.silent(session, config.offlineAfter());
                    for (TendrilId id : ids) {
                        table.forgetDrain(session, id);
                        table.setStatus(session, id, TendrilStatus.OFFLINE);
                    }
                    return ids;
                });
        silent.forEach(id -> LOG.warnf("tendril is offline, tendrilId=%s", id.value()));
        return silent.size();
    }

    /** A Tendril that the caller may end, or a refusal. */
    Tendril requireOwn(Caller.Person caller, TendrilId id) {
        Tendril present = get(caller, id);
        UserId owner = caller.owner();
        if (owner != null && !owner.value().equals(present.userId())) {
            throw new ProblemException(
                    ProblemType.WORKER_NOT_YOURS, "the platform's Tendrils are not yours to end");
        }
        return present;
    }
}
