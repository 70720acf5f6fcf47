package io.vintner.trellis.encryption;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Seals anew, with the active key, what is in clear or under a retired key: a row at a time, so
 * that a large state never stands in memory with others. Any node may do it.
 */
@Startup
@ApplicationScoped
public class Reencryption {

    private static final Logger LOG = Logger.getLogger(Reencryption.class);
    private static final int ROWS_MAX = 500;

    private final Transactions transactions;
    private final ResealTable rows;
    private final Sealer sealer;
    private final Keyring keyring;
    private final Counter resealed;

    Reencryption(
            Transactions transactions,
            ResealTable rows,
            Sealer sealer,
            Keyring keyring,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.rows = rows;
        this.sealer = sealer;
        this.keyring = keyring;
        this.resealed = metrics.counter("vintner_trellis_encryption_resealed_rows_total");
    }

    private enum Outcome {
        NOTHING_LEFT,
        SEALED,
        BROKEN
    }

    /** Seals a bounded number of rows; answers how many, 0 when there is nothing left to do. */
    public int sweep() {
        int done = 0;
        for (SealedTable table : SealedTable.values()) {
            int broken = 0;
            Outcome outcome = Outcome.SEALED;
            while (outcome != Outcome.NOTHING_LEFT && done + broken < ROWS_MAX) {
                int skipped = broken;
                outcome = transactions.run(session -> sealOne(session, table, skipped));
                switch (outcome) {
                    case SEALED -> done++;
                    case BROKEN -> broken++;
                    case NOTHING_LEFT -> {}
                }
            }
        }
        if (done > 0) {
            resealed.increment(done);
            LOG.infof("sealed anew, rows=%d key=%s", done, keyring.active());
        }
        return done;
    }

    private Outcome sealOne(Session session, SealedTable table, int skipped) {
        Optional<ResealTable.Stale> stale =
                rows.lockStale(session, table, keyring.retired(), skipped);
        if (stale.isEmpty()) {
            return Outcome.NOTHING_LEFT;
        }
        ResealTable.Stale row = stale.get();
        try {
            byte[] clear = sealer.open(row.place(), row.sealed());
            rows.replace(session, row, sealer.seal(row.place(), clear));
            return Outcome.SEALED;
        } catch (SealBrokenException broken) {
            LOG.error("a row cannot be sealed anew", broken);
            return Outcome.BROKEN;
        }
    }
}
