package io.vintner.tendril.control;

import org.jspecify.annotations.Nullable;

/**
 * What a plan was made from, beside the configuration.
 *
 * @param stateVersion number of the state; 0 if there was none
 * @param moduleVersion what exactly the module was; null where the configuration says all
 */
public record PlanOrigin(long stateVersion, @Nullable String moduleVersion) {}
