package io.vintner.trellis.database;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: the schema is current and PostgreSQL answers the API's role. */
@Readiness
@ApplicationScoped
class DatabaseHealth implements HealthCheck {

    private final Schema schema;
    private final Transactions transactions;

    DatabaseHealth(Schema schema, Transactions transactions) {
        this.schema = schema;
        this.transactions = transactions;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("database")
                .status(schema.state() == Schema.State.CURRENT && answers())
                .withData("schema", schema.state().name())
                .build();
    }

    private boolean answers() {
        try {
            return transactions.run(
                    session -> session.get("select true", row -> row.getBoolean(0)));
        } catch (DatabaseUnavailableException | StatementFailedException _) {
            return false;
        }
    }
}
