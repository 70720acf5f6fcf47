package io.vintner.trellis.state;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Terraform states. */
@ConfigMapping(prefix = "vintner.trellis.state")
public interface StateConfig {

    /** Largest state file, and so the largest body that the service takes. */
    @WithDefault("64M")
    MemorySize bytesMax();
}
