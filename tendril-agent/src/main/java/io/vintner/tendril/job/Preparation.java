package io.vintner.tendril.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.tendril.control.ConfigSnapshot;
import io.vintner.tendril.control.ConfigSnapshot.Kind;
import io.vintner.tendril.control.ConfigSnapshot.Variable;
import io.vintner.tendril.journal.Note;
import io.vintner.tendril.terraform.Installations;
import io.vintner.tendril.terraform.Terraform;
import io.vintner.tendril.terraform.TerraformEnvironment;
import io.vintner.tendril.terraform.UnusableModuleException;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a folder ready for Terraform: the right version, the module's files, plain variables in a
 * file, secret ones in the environment only.
 */
final class Preparation {

    private final Installations installations;
    private final TerraformEnvironment environment;
    private final Consumer<String> system;
    private final Consumer<Note> notes;

    Preparation(Installations installations, TerraformEnvironment environment, JobVoice voice) {
        this.installations = installations;
        this.environment = environment;
        this.system = voice.system();
        this.notes = voice.notes();
    }

    /** Makes the folder ready. */
    Terraform terraform(ConfigSnapshot snapshot, Workdir workdir)
            throws StepFailedException, InterruptedException {
        Map<String, JsonNode> plain = new LinkedHashMap<>();
        for (Variable variable : snapshot.variables()) {
            if (variable.kind() == Kind.TERRAFORM && !variable.secret()) {
                plain.put(variable.name(), variable.value());
            }
        }
        try {
            Map<String, String> whole = environment(snapshot);
            Path executable = executable(snapshot);
            workdir.write(snapshot.files(), plain);
            notes.accept(new Note.Prepared(executable));
            return new Terraform(executable, workdir, whole);
        } catch (UnusableModuleException unusable) {
            throw new StepFailedException(String.valueOf(unusable.getMessage()));
        } catch (IOException disk) {
            throw new StepFailedException("the module could not be written to the disk", disk);
        }
    }

    /**
     * Terraform in a folder that an earlier run of the agent has made ready; writes nothing.
     *
     * @param executable that was chosen then; null if that is not known
     */
    Terraform again(ConfigSnapshot snapshot, Workdir workdir, @Nullable Path executable)
            throws StepFailedException, InterruptedException {
        try {
            Path chosen = executable == null ? executable(snapshot) : executable;
            return new Terraform(chosen, workdir, environment(snapshot));
        } catch (UnusableModuleException unusable) {
            throw new StepFailedException(String.valueOf(unusable.getMessage()));
        } catch (IOException unreadable) {
            throw new StepFailedException("no Terraform could be run on this Tendril", unreadable);
        }
    }

    private Map<String, String> environment(ConfigSnapshot snapshot)
            throws UnusableModuleException {
        Map<String, String> secret = new LinkedHashMap<>();
        Map<String, String> surrounding = new LinkedHashMap<>();
        for (Variable variable : snapshot.variables()) {
            if (variable.kind() == Kind.ENVIRONMENT) {
                surrounding.put(variable.name(), variable.text());
            } else if (variable.secret()) {
                secret.put(variable.name(), variable.text());
            }
        }
        return environment.with(surrounding, secret);
    }

    private Path executable(ConfigSnapshot snapshot)
            throws StepFailedException, IOException, InterruptedException {
        Installations.Search.Found found = found(snapshot);
        system.accept(SystemLine.usingTerraform(found.version()));
        return found.executable();
    }

    private Installations.Search.Found found(ConfigSnapshot snapshot)
            throws StepFailedException, IOException, InterruptedException {
        return switch (installations.find(snapshot.terraformVersion())) {
            case Installations.Search.Found found -> found;
            case Installations.Search.Missing(String advice) ->
                    throw new StepFailedException(advice);
        };
    }
}
