package io.vintner.trellis.modules;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of bundles, and how long unused ones are kept. */
@ConfigMapping(prefix = "vintner.trellis.bundles")
public interface BundlesConfig {

    /** Largest upload. */
    @WithDefault("16M")
    MemorySize bytesMax();

    /** Most bytes of a bundle's files together; it is stored unpacked. */
    @WithDefault("32M")
    MemorySize unpackedBytesMax();

    /** Most files of a bundle. */
    @WithDefault("2000")
    int filesMax();

    /** How long a bundle is kept that no vine has and no job needs. */
    @WithDefault("24h")
    Duration kept();
}
