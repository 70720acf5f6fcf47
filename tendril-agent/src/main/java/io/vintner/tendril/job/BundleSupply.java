package io.vintner.tendril.job;

import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.ModuleSource;
import io.vintner.tendril.control.RefusedException;
import io.vintner.tendril.control.Retry;
import io.vintner.tendril.control.UnansweredException;
import io.vintner.tendril.terraform.BundleArchive;
import io.vintner.tendril.terraform.PlanArchive;
import io.vintner.tendril.terraform.UnusableModuleException;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Fetches a bundle from the control plane, which must be the one that the configuration names. */
final class BundleSupply implements ModuleSupply {

    private final Origin origin;
    private final Workdir workdir;
    private final ModuleSource.Bundle source;
    private final JobVoice voice;

    /** Where bundles are had, and for which job. */
    record Origin(ControlPlane control, Retry retry, LeaseRef job) {}

    BundleSupply(Origin origin, Workdir workdir, ModuleSource.Bundle source, JobVoice voice) {
        this.origin = origin;
        this.workdir = workdir;
        this.source = source;
        this.voice = voice;
    }

    @Override
    public @Nullable String supply()
            throws StepFailedException, UnusableModuleException, IOException, InterruptedException {
        if (!workdir.placed()) {
            BundleArchive.unpack(fetched(), workdir);
            workdir.place(source.subfolder());
            voice.system().accept(SystemLine.moduleIs("the bundle " + source.sha256()));
        }
        return null;
    }

    private byte[] fetched() throws StepFailedException, InterruptedException {
        try {
            byte[] bundle =
                    origin.retry()
                            .call(
                                    "fetch-bundle",
                                    () -> origin.control().fetchBundle(origin.job()),
                                    voice.cancellation()::awaitAsked);
            if (!PlanArchive.sha256(bundle).equals(source.sha256())) {
                throw new StepFailedException(
                        "the bundle is not the one that was uploaded",
                        FailureCode.MODULE_NOT_AVAILABLE);
            }
            return bundle;
        } catch (RefusedException refused) {
            throw new StepFailedException(
                    "the bundle was not handed out: " + refused.code(),
                    FailureCode.MODULE_NOT_AVAILABLE,
                    refused);
        } catch (UnansweredException givenUp) {
            throw new StepFailedException("cancelled before the bundle was fetched", givenUp);
        }
    }
}
