package io.vintner.trellis.upkeep;

import io.vintner.trellis.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Counts for the metrics, not more often than is set. */
@ApplicationScoped
class CensusTaker {

    private static final Logger LOG = Logger.getLogger(CensusTaker.class);

    private final Transactions transactions;
    private final CensusTable table;
    private final UpkeepMetrics metrics;
    private final UpkeepConfig config;

    CensusTaker(
            Transactions transactions,
            CensusTable table,
            UpkeepMetrics metrics,
            UpkeepConfig config) {
        this.transactions = transactions;
        this.table = table;
        this.metrics = metrics;
        this.config = config;
    }

    /** Counts if it is time to; what cannot be counted is unknown until the next try. */
    void take() {
        if (!metrics.isDue(config.countEvery())) {
            return;
        }
        try {
            metrics.show(transactions.alone(table::take));
        } catch (RuntimeException failure) {
            // Whatever it is, the ticker that asked must go on.
            metrics.forget();
            LOG.error("what the metrics tell could not be counted", failure);
        }
    }
}
