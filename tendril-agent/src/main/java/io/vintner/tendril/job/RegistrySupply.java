package io.vintner.tendril.job;

import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.control.LeasedPlan;
import io.vintner.tendril.control.ModuleSource;
import io.vintner.tendril.terraform.RegistryDownload;
import io.vintner.tendril.terraform.UnusableModuleException;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has Terraform fetch a module from a registry. A reviewed plan is applied on the very version that
 * it was made from, whatever was published since, and only if the registry still has the same files
 * under that version.
 */
final class RegistrySupply implements ModuleSupply {

    private static final Commands.Codes CODES =
            new Commands.Codes(FailureCode.MODULE_NOT_AVAILABLE, null);

    private static final Pattern PLANNED = Pattern.compile("([0-9A-Za-z.+-]+) sha256:[0-9a-f]{64}");

    private final RegistryDownload download;
    private final Workdir workdir;
    private final ModuleSource.Registry source;
    private final @Nullable LeasedPlan plan;
    private final Commands commands;
    private final JobVoice voice;

    /**
     * What is wanted.
     *
     * @param plan the reviewed plan that will be applied; null if none
     */
    record Wanted(ModuleSource.Registry source, @Nullable LeasedPlan plan) {}

    RegistrySupply(
            RegistryDownload download,
            Workdir workdir,
            Wanted wanted,
            Commands commands,
            JobVoice voice) {
        this.download = download;
        this.workdir = workdir;
        this.source = wanted.source();
        this.plan = wanted.plan();
        this.commands = commands;
        this.voice = voice;
    }

    @Override
    public String supply()
            throws StepFailedException, UnusableModuleException, IOException, InterruptedException {
        String wanted = wanted();
        download.ask(source.address(), wanted);
        voice.system().accept(SystemLine.fetchingModule(source.address(), wanted));
        commands.run("terraform get", Commands.named("terraform get", download::get), CODES);
        RegistryDownload.Found found = download.found();
        String version = "%s sha256:%s".formatted(found.version(), found.sha256());
        if (plan != null && !version.equals(plan.moduleVersion())) {
            throw new StepFailedException(
                    "the registry has other files by now under the version of the plan",
                    FailureCode.PLAN_STALE);
        }
        if (!workdir.placed()) {
            download.move();
            workdir.place(subfolder(found));
            voice.system().accept(SystemLine.moduleIs("version " + version));
        }
        return version;
    }

    /** Where Terraform runs in the package: the vine's subfolder is one of the module. */
    private @Nullable String subfolder(RegistryDownload.Found found) {
        String below = source.subfolder();
        if (below == null) {
            return found.subfolder().isEmpty() ? null : found.subfolder();
        }
        return found.subfolder().isEmpty() ? below : found.subfolder() + "/" + below;
    }

    /** The version that the reviewed plan was made from, or else what the vine says. */
    private String wanted() throws StepFailedException {
        if (plan == null) {
            return source.version();
        }
        String planned = plan.moduleVersion();
        Matcher version = PLANNED.matcher(planned == null ? "" : planned);
        if (!version.matches()) {
            throw new StepFailedException(
                    "it is not known from which version the plan was made", FailureCode.PLAN_STALE);
        }
        return version.group(1);
    }
}
