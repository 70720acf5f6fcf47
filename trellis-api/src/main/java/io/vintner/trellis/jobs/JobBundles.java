package io.vintner.trellis.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.modules.Bundles;
import io.vintner.trellis.modules.ModuleBundle;
import io.vintner.trellis.modules.ModuleSource;
import io.vintner.trellis.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;

/** Hands the bundle of a job's module to the Tendril that holds the job. */
@ApplicationScoped
class JobBundles {

    private final Transactions transactions;
    private final Leases leases;
    private final HistoryTable history;
    private final Bundles bundles;
    private final ObjectMapper json;

    JobBundles(
            Transactions transactions,
            Leases leases,
            HistoryTable history,
            Bundles bundles,
            ObjectMapper json) {
        this.transactions = transactions;
        this.leases = leases;
        this.history = history;
        this.bundles = bundles;
        this.json = json;
    }

    /** A bundle and its digest, in hex. */
    record Fetched(String sha256, Buffer content) {}

    /**
     * The bundle of a job that has not ended.
     *
     * @throws ProblemException 404 if its module is none, 409 {@code lease-lost}, 409 {@code
     *     illegal-transition}
     */
    Fetched fetch(TendrilId tendril, JobId id, long epoch) {
        return transactions.run(session -> {
            Leases.Holding holding = leases.require(session, tendril, id, epoch);
            Job job = holding.job();
            if (holding.lost()) {
                throw Leases.lost(job.status());
            }
            if (job.state() instanceof JobState.Ended) {
                throw JobProgress.illegal(job.status());
            }
            leases.seen(session, holding);
            return switch (module(session, id)) {
                case ModuleBundle(String sha256, String _) ->
                        bundles.content(session, job.userId(), sha256)
                                .map(content -> new Fetched(sha256, content))
                                .orElseThrow(() -> ProblemException.notFound("bundle"));
                default -> throw ProblemException.notFound("bundle");
            };
        });
    }

    private ModuleSource module(Session session, JobId id) {
        return history.details(session, id)
                .map(details -> ModuleSource.stored(moduleOf(details.configSnapshot())))
                .orElseThrow(() -> ProblemException.notFound("job"));
    }

    private JsonNode moduleOf(String snapshot) {
        try {
            return json.readTree(snapshot).path("module");
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("a snapshot that cannot be read", unreadable);
        }
    }
}
