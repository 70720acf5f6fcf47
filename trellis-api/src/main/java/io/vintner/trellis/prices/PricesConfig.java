package io.vintner.trellis.prices;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The operator's price list. */
@ConfigMapping(prefix = "vintner.trellis.prices")
public interface PricesConfig {

    /** A JSON file with the prices; without one, no vine has an estimated cost. */
    Optional<Path> file();
}
