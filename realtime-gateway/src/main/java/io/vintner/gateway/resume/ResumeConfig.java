package io.vintner.gateway.resume;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** For how long, and how many, clients can go on where they stopped. */
@ConfigMapping(prefix = "vintner.gateway.resume")
public interface ResumeConfig {

    /** How long changes are kept for clients that come back; who comes later fetches. */
    @WithDefault("2m")
    Duration windowAgeMax();

    /** How much memory those changes may take, by estimate; the oldest leave first. */
    @WithDefault("67108864")
    long windowBytesMax();

    /** A receipt that is older is removed; at least as long as the window. */
    @WithDefault("10m")
    Duration receiptAgeMax();

    /** How many receipts are kept for all gateways together; the oldest leave first. */
    @WithDefault("1000000")
    int receiptsMax();

    /** How many groups of channels catch up at the same time; others wait and form the next. */
    @WithDefault("2")
    int sweepsMax();
}
