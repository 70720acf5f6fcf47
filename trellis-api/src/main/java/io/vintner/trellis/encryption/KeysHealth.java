package io.vintner.trellis.encryption;

import io.vintner.trellis.database.DatabaseUnavailableException;
import io.vintner.trellis.database.Schema;
import io.vintner.trellis.database.StatementFailedException;
import io.vintner.trellis.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: every key that stored content needs is configured. Asked until it is so. */
@Readiness
@ApplicationScoped
class KeysHealth implements HealthCheck {

    private final Schema schema;
    private final Transactions transactions;
    private final ResealTable rows;
    private final Keyring keyring;
    private volatile boolean complete;

    KeysHealth(Schema schema, Transactions transactions, ResealTable rows, Keyring keyring) {
        this.schema = schema;
        this.transactions = transactions;
        this.rows = rows;
        this.keyring = keyring;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("encryption keys");
        if (!complete && schema.state() == Schema.State.CURRENT) {
            try {
                Optional<String> missing = missing();
                complete = missing.isEmpty();
                missing.ifPresent(id -> answer.withData("missing", id));
            } catch (DatabaseUnavailableException | StatementFailedException unknown) {
                answer.withData("missing", "unknown");
            }
        }
        return answer.status(complete).build();
    }

    private Optional<String> missing() {
        return transactions.run(session ->
                Stream.of(SealedTable.values())
                        .flatMap(table -> rows.unknownKey(session, table, keyring.ids()).stream())
                        .findFirst());
    }
}
