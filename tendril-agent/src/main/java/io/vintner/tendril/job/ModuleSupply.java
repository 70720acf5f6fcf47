package io.vintner.tendril.job;

import io.vintner.tendril.terraform.UnusableModuleException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Puts a vine's module into the job's folder, from one kind of source. */
sealed interface ModuleSupply
        permits InlineSupply, GitSupply, RegistrySupply, BundleSupply, UnknownSupply {

    /**
     * Does it, or goes on with what an earlier run of the agent had begun of it.
     *
     * @return what exactly the module is; null where the configuration says all
     * @throws UnusableModuleException if the module is not one that can be run here
     */
    @Nullable String supply()
            throws StepFailedException, UnusableModuleException, IOException, InterruptedException;
}
