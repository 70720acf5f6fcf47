package io.vintner.trellis.jobs;

import io.vintner.trellis.modules.ModuleSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Tendril that claims is able to do: one that cannot would do something else, so it gets no
 * such job.
 *
 * @param appliesPlans whether it applies a reviewed plan; else it would plan again
 * @param moduleSources the kinds of module sources that it knows
 */
record Ability(boolean appliesPlans, List<String> moduleSources) {

    Ability {
        moduleSources = List.copyOf(moduleSources);
    }

    /** Whoever says nothing of sources knows files, as the first agents did. */
    static Ability of(@Nullable Boolean appliesPlans, @Nullable List<String> moduleSources) {
        return new Ability(
                Boolean.TRUE.equals(appliesPlans),
                moduleSources == null ? List.of(ModuleSource.Kind.FILES.word()) : moduleSources);
    }
}
