package io.vintner.trellis.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of what callers send. */
@ConfigMapping(prefix = "vintner.trellis.web")
public interface WebConfig {

    /** Largest body, and so the largest Terraform state. */
    @WithDefault("64M")
    MemorySize bodyBytesMax();
}
