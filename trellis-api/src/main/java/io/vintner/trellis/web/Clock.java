package io.vintner.trellis.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.InstantSource;

/**
 * The one place that knows the machine's clock. Leases and liveness are decided by PostgreSQL's.
 */
class Clock {

    @Produces
    @ApplicationScoped
    InstantSource instants() {
        return InstantSource.system();
    }
}
