package io.vintner.trellis.jobs;

import io.vintner.trellis.idempotency.KeyTable;
import io.vintner.trellis.plans.Plans;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What a job's operations write together. */
record JobTables(
        JobTable jobs,
        LeaseTable leases,
        HistoryTable history,
        KeyTable keys,
        ClaimKeyTable claimKeys,
        JobSecrets secrets,
        JobTokens tokens,
        Plans plans) {

    /** Makes the one set of them. */
    static class Producer {

        @Produces
        @Singleton
        JobTables tables(
                JobTable jobs,
                LeaseTable leases,
                HistoryTable history,
                KeyTable keys,
                ClaimKeyTable claimKeys,
                JobSecrets secrets,
                JobTokens tokens,
                Plans plans) {
            return new JobTables(jobs, leases, history, keys, claimKeys, secrets, tokens, plans);
        }
    }
}
