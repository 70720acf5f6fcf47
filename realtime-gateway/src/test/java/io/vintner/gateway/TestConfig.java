package io.vintner.gateway;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** Reads configuration as the running gateway does, from values that a test gives. */
public final class TestConfig {

    private static final int ORDINARY = 200;

    private TestConfig() {}

    /** {@code mapping} with those values; the keys go behind {@code prefix}. */
    public static <C> C of(Class<C> mapping, String prefix, Map<String, String> values) {
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder()
                        .withMapping(mapping)
                        .withConverter(Duration.class, ORDINARY, new DurationConverter());
        values.forEach((key, value) -> builder.withDefaultValue(prefix + key, value));
        return builder.build().getConfigMapping(mapping);
    }
}
