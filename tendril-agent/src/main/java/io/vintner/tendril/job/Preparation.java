package io.vintner.tendril.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.tendril.control.ConfigSnapshot;
import io.vintner.tendril.control.ConfigSnapshot.Kind;
import io.vintner.tendril.control.ConfigSnapshot.Variable;
import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.FailureCode;
import io.vintner.tendril.control.Lease;
import io.vintner.tendril.control.ModuleSource;
import io.vintner.tendril.control.Retry;
import io.vintner.tendril.journal.Note;
import io.vintner.tendril.journal.Progress;
import io.vintner.tendril.terraform.Git;
import io.vintner.tendril.terraform.Installations;
import io.vintner.tendril.terraform.RegistryDownload;
import io.vintner.tendril.terraform.Terraform;
import io.vintner.tendril.terraform.TerraformEnvironment;
import io.vintner.tendril.terraform.UnusableModuleException;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a job's folder ready for Terraform: the right version, the module, plain variables in a
 * file, secret ones in the environment only.
 */
final class Preparation {

    private final Installations installations;
    private final TerraformEnvironment environment;
    private final ControlPlane control;
    private final Retry retry;
    private final Lease lease;
    private final ConfigSnapshot snapshot;
    private final Workdir workdir;
    private final JobVoice voice;

    Preparation(JobRun.Surroundings around, Lease lease, Workdir workdir, JobVoice voice) {
        this.installations = around.installations();
        this.environment = around.environment();
        this.control = around.control();
        this.retry = around.retry();
        this.lease = lease;
        this.snapshot = lease.snapshot();
        this.workdir = workdir;
        this.voice = voice;
    }

    /**
     * A folder in which the job can begin.
     *
     * @param moduleVersion what exactly the module is; null where the configuration says all
     */
    record Ready(Terraform terraform, @Nullable String moduleVersion) {}

    /** Makes the folder ready. */
    Ready ready() throws StepFailedException, InterruptedException {
        Map<String, JsonNode> plain = new LinkedHashMap<>();
        for (Variable variable : snapshot.variables()) {
            if (variable.kind() == Kind.TERRAFORM && !variable.secret()) {
                plain.put(variable.name(), variable.value());
            }
        }
        try {
            Map<String, String> whole = environment(Kind.TERRAFORM);
            Path executable = executable();
            String moduleVersion = supply(executable).supply();
            workdir.equip(plain);
            voice.notes().accept(new Note.Prepared(executable, moduleVersion));
            return new Ready(new Terraform(executable, workdir, whole), moduleVersion);
        } catch (UnusableModuleException unusable) {
            throw new StepFailedException(String.valueOf(unusable.getMessage()));
        } catch (IOException disk) {
            throw new StepFailedException("the module could not be written to the disk", disk);
        }
    }

    /**
     * A folder that an earlier run of the agent has made ready; writes nothing.
     *
     * @param before what that run has noted
     */
    Ready again(Progress before) throws StepFailedException, InterruptedException {
        try {
            Path noted = before.executable();
            Path chosen = noted == null ? executable() : noted;
            return new Ready(
                    new Terraform(chosen, workdir, environment(Kind.TERRAFORM)),
                    before.moduleVersion());
        } catch (UnusableModuleException unusable) {
            throw new StepFailedException(String.valueOf(unusable.getMessage()));
        } catch (IOException unreadable) {
            throw new StepFailedException("no Terraform could be run on this Tendril", unreadable);
        }
    }

    private ModuleSupply supply(Path terraform)
            throws StepFailedException, UnusableModuleException {
        Commands commands = new Commands(workdir.stderr(), voice);
        return switch (snapshot.source()) {
            case ModuleSource.InlineFiles files -> new InlineSupply(workdir, files);
            case ModuleSource.Git source ->
                    new GitSupply(
                            git(),
                            workdir,
                            new GitSupply.Wanted(source, lease.plan()),
                            commands,
                            voice);
            case ModuleSource.Registry source ->
                    new RegistrySupply(
                            new RegistryDownload(terraform, workdir, environment(Kind.ENVIRONMENT)),
                            workdir,
                            new RegistrySupply.Wanted(source, lease.plan()),
                            commands,
                            voice);
            case ModuleSource.Bundle source ->
                    new BundleSupply(
                            new BundleSupply.Origin(control, retry, lease.ref()),
                            workdir,
                            source,
                            voice);
            case ModuleSource.Unknown _ -> new UnknownSupply();
        };
    }

    private Git git() throws StepFailedException, UnusableModuleException {
        Path executable =
                installations
                        .program("git")
                        .orElseThrow(() ->
                                new StepFailedException(
                                        "git is not on this Tendril, and the module lies in a git"
                                                + " repository; put it on the Tendril's PATH",
                                        FailureCode.MODULE_NOT_AVAILABLE));
        return new Git(executable, workdir, environment(Kind.ENVIRONMENT));
    }

    /**
     * @param reader whom it is for: the module's secrets are for Terraform only
     */
    private Map<String, String> environment(Kind reader) throws UnusableModuleException {
        Map<String, String> secret = new LinkedHashMap<>();
        Map<String, String> surrounding = new LinkedHashMap<>();
        for (Variable variable : snapshot.variables()) {
            if (variable.kind() == Kind.ENVIRONMENT) {
                surrounding.put(variable.name(), variable.text());
            } else if (variable.secret() && reader == Kind.TERRAFORM) {
                secret.put(variable.name(), variable.text());
            }
        }
        return environment.with(surrounding, secret);
    }

    private Path executable() throws StepFailedException, IOException, InterruptedException {
        return switch (installations.find(snapshot.terraformVersion())) {
            case Installations.Search.Found(Path executable, String version) -> {
                voice.system().accept(SystemLine.usingTerraform(version));
                yield executable;
            }
            case Installations.Search.Missing(String advice) ->
                    throw new StepFailedException(advice);
        };
    }
}
