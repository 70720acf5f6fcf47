package io.vintner.trellis.state;

import io.vintner.trellis.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;

/** Deletes versions of states that are neither among the newest nor young, and old orphans. */
@ApplicationScoped
public class StateRetention {

    private static final int VERSIONS_AT_ONCE = 200;

    private final Transactions transactions;
    private final StateTable table;
    private final OrphanTable orphans;
    private final StatesConfig config;

    StateRetention(
            Transactions transactions, StateTable table, OrphanTable orphans, StatesConfig config) {
        if (config.versionsMin() < 1) {
            throw new IllegalArgumentException(
                    "vintner.trellis.state.versions-min must be at least 1");
        }
        this.transactions = transactions;
        this.table = table;
        this.orphans = orphans;
        this.config = config;
    }

    /** Deletes some; answers how many. */
    public int forget() {
        return config.kept()
                .map(kept ->
                        transactions.run(session ->
                                table.forget(session, kept, config.versionsMin(), VERSIONS_AT_ONCE)
                                        + orphans.forget(session, kept, VERSIONS_AT_ONCE)))
                .orElse(0);
    }
}
