package io.vintner.gateway;

import io.vintner.gateway.catalog.LiveCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once it is known what PostgreSQL declares: without tables, policies and privileges nobody
 * can subscribe. What is known stays good for a while when PostgreSQL is away.
 */
@Readiness
@ApplicationScoped
class CatalogReadiness implements HealthCheck {

    private final LiveCatalog catalog;

    CatalogReadiness(LiveCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("catalog")
                .status(catalog.current() != null)
                .withData("reachable", catalog.isReachable())
                .build();
    }
}
