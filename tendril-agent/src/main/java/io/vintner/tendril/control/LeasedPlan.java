package io.vintner.tendril.control;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The reviewed plan that a DEPLOY applies.
 *
 * @param sha256 of the artefact, in hexadecimal digits
 * @param stateVersion number of the state that it was made from; 0 if there was none
 * @param sameConfiguration whether it was made from the configuration that came with the lease, as
 *     far as the control plane tells
 * @param moduleVersion what exactly the module was that it was made from; null where the
 *     configuration says all
 */
public record LeasedPlan(
        String sha256,
        long stateVersion,
        boolean sameConfiguration,
        @Nullable String moduleVersion) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public LeasedPlan {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "expected a SHA-256 of 64 hexadecimal digits, came %d characters"
                            .formatted(sha256.length()));
        }
        if (stateVersion < 0) {
            throw new IllegalArgumentException("expected a version of 0 or more");
        }
    }
}
