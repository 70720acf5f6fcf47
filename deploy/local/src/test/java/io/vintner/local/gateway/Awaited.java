package io.vintner.local.gateway;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waiting that, in vain, tells what was there instead. */
final class Awaited {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Awaited() {}

    static void until(String what, Callable<Boolean> condition, Supplier<?> instead) {
        try {
            Awaitility.await(what).atMost(PATIENCE).until(condition);
        } catch (ConditionTimeoutException never) {
            throw new AssertionError(what + " never came; there was " + instead.get(), never);
        }
    }
}
