package io.vintner.trellis.logs;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one measure of the node's load, on the machine's monotonic clock. */
class AppendLoadProducer {

    @Produces
    @Singleton
    AppendLoad load(LogsConfig config) {
        return new AppendLoad(config, System::nanoTime);
    }
}
