package io.vintner.trellis.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vintner.trellis.auth.JobCredentials;
import io.vintner.trellis.auth.OpaqueToken;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.encryption.SealedTable;
import io.vintner.trellis.encryption.Sealer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tokens that are each good for one lease of one job, so that a job that runs can be brought to its
 * end although its Tendril's own token was replaced or revoked meanwhile. Valid while the lease is,
 * and for a while after its end.
 */
@ApplicationScoped
class JobTokens implements JobCredentials {

    private static final int BATCH = 1_000;

    private final Transactions transactions;
    private final JobTokenTable table;
    private final Sealer sealer;
    private final JobsConfig config;

    JobTokens(Transactions transactions, JobTokenTable table, Sealer sealer, JobsConfig config) {
        this.transactions = transactions;
        this.table = table;
        this.sealer = sealer;
        this.config = config;
    }

    /** The one of a lease; none if that has ended. */
    Optional<OpaqueToken> of(Session session, JobTokenTable.Lease lease) {
        SealedTable.Place place = SealedTable.JOB_TOKENS.row(lease.job().value(), lease.epoch());
        return table.find(session, lease)
                .map(sealed -> new OpaqueToken(new String(sealer.open(place, sealed), UTF_8)))
                .or(() -> make(session, lease, place));
    }

    private Optional<OpaqueToken> make(
            Session session, JobTokenTable.Lease lease, SealedTable.Place place) {
        OpaqueToken token = OpaqueToken.create("vtj");
        byte[] clear = token.clear().getBytes(UTF_8);
        return table.insert(session, lease, token, sealer.seal(place, clear))
                ? Optional.of(token)
                : Optional.empty();
    }

    @Override
    public List<Known> known(UUID job) {
        return transactions.alone(session -> table.valid(session, job, config.tokenGrace()));
    }

    /** Deletes those that are no longer valid; answers how many. */
    int forget() {
        return transactions.run(session -> {
            table.endUnheld(session);
            return table.forget(session, config.tokenGrace(), BATCH);
        });
    }
}
