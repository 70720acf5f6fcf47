package io.vintner.trellis.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;

/** Reads PostgreSQL's clock, by which all leases and liveness are judged. */
@ApplicationScoped
public class DatabaseClock {

    private final Transactions transactions;

    DatabaseClock(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * The time there, and since when the server runs.
     *
     * @param started later than any outage that was a restart
     */
    public record Reading(OffsetDateTime now, OffsetDateTime started) {}

    /** Asks it. */
    public Reading read() {
        return transactions.run(session ->
                session.get(
                        "select now() as now, pg_postmaster_start_time() as started",
                        row ->
                                new Reading(
                                        row.getOffsetDateTime("now"),
                                        row.getOffsetDateTime("started"))));
    }
}
