package io.vintner.trellis.database;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started means: the schema is current. */
@Startup
@ApplicationScoped
class SchemaStarted implements HealthCheck {

    private final Schema schema;

    SchemaStarted(Schema schema) {
        this.schema = schema;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("schema")
                .status(schema.state() == Schema.State.CURRENT)
                .build();
    }
}
