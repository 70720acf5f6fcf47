package io.vintner.gateway.match;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** What is measured of the audience. */
@Startup
@Singleton
class AudienceMetrics {

    AudienceMetrics(MeterRegistry meters, IndexedAudience audience) {
        Gauge.builder("vintner_gateway_classes", audience, IndexedAudience::classes)
                .description("classes of equal subscriptions; each is judged and rendered once")
                .register(meters);
    }
}
