package io.vintner.trellis.prices;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Reads the price list once, at start: a list that cannot be read stops the start. */
class Prices {

    @Produces
    @Singleton
    @Startup
    PriceList list(PricesConfig config) {
        return config.file().map(PriceList::read).orElse(PriceList.NONE);
    }
}
