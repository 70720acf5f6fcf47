package io.vintner.tendril.job;

import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.control.LeaseRef;
import io.vintner.tendril.control.LeasedPlan;
import io.vintner.tendril.control.PlanOrigin;
import io.vintner.tendril.control.RefusedException;
import io.vintner.tendril.control.Retry;
import io.vintner.tendril.control.UnansweredException;
import io.vintner.tendril.terraform.MalformedPlanException;
import io.vintner.tendril.terraform.PlanArchive;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.nio.file.Files;

/**
 * Brings the plan of a PLAN to the control plane, and the plan that a DEPLOY applies from there to
 * the job's folder, where it must be what was reviewed, byte for byte.
 */
final class PlanTransfer {

    private final ControlPlane control;
    private final Retry retry;
    private final LeaseRef job;
    private final Workdir workdir;

    PlanTransfer(ControlPlane control, Retry retry, LeaseRef job, Workdir workdir) {
        this.control = control;
        this.retry = retry;
        this.job = job;
        this.workdir = workdir;
    }

    /**
     * Stores the plan that lies here; asks again while the control plane is away.
     *
     * @param from what it was made from
     * @return the artefact's SHA-256
     */
    String store(PlanOrigin from, Retry.Pause pause)
            throws StepFailedException, InterruptedException {
        try {
            byte[] artefact = PlanArchive.of(workdir).bytes();
            return retry.call(
                    "store-plan",
                    () -> {
                        control.storePlan(job, from, artefact);
                        return PlanArchive.sha256(artefact);
                    },
                    pause);
        } catch (RefusedException refused) {
            throw new StepFailedException("the plan was not stored: " + refused.code(), refused);
        } catch (UnansweredException givenUp) {
            throw new StepFailedException("cancelled before the plan was stored", givenUp);
        } catch (IOException unreadable) {
            throw new StepFailedException("the plan could not be read", unreadable);
        }
    }

    /** Fetches the reviewed plan and puts it where Terraform finds it. */
    void fetch(LeasedPlan plan, Retry.Pause pause)
            throws StepFailedException, InterruptedException {
        try {
            byte[] artefact = retry.call("fetch-plan", () -> control.fetchPlan(job), pause);
            PlanArchive archive = archive(plan, artefact);
            Files.write(workdir.reviewedPlan(), artefact);
            archive.unpack(workdir);
        } catch (RefusedException refused) {
            throw notHandedOut(refused);
        } catch (UnansweredException givenUp) {
            throw new StepFailedException("cancelled before the plan was fetched", givenUp);
        } catch (IOException disk) {
            throw new StepFailedException("the plan could not be written to the disk", disk);
        }
    }

    /** Refuses a plan that is not, or no longer, what was reviewed. */
    void requireUnaltered(LeasedPlan plan) throws StepFailedException {
        try {
            byte[] artefact = Files.readAllBytes(workdir.reviewedPlan());
            if (!archive(plan, artefact).liesIn(workdir)) {
                throw altered();
            }
        } catch (IOException unreadable) {
            throw new StepFailedException("the reviewed plan could not be read", unreadable);
        }
    }

    private static PlanArchive archive(LeasedPlan plan, byte[] artefact)
            throws StepFailedException {
        if (!PlanArchive.sha256(artefact).equals(plan.sha256())) {
            throw altered();
        }
        try {
            return PlanArchive.read(artefact);
        } catch (MalformedPlanException none) {
            throw new StepFailedException("the reviewed plan cannot be unpacked", none);
        }
    }

    private static StepFailedException notHandedOut(RefusedException refused) {
        if (refused.is(RefusedException.DIGEST_MISMATCH)
                || refused.is(RefusedException.PLAN_ALTERED)) {
            return altered();
        }
        return new StepFailedException(
                "the reviewed plan was not handed out: " + refused.code(),
                FailureCode.PLAN_NOT_AVAILABLE,
                refused);
    }

    private static StepFailedException altered() {
        return new StepFailedException(
                "the plan is not the one that was reviewed", FailureCode.PLAN_ALTERED);
    }
}
