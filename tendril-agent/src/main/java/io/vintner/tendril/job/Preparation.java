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

    /**
     * Terraform in a folder that is ready for it.
     *
     * @param before the Terraform that the folder was made ready for; null if it was not yet
     */
    Terraform terraform(ConfigSnapshot snapshot, Workdir workdir, @Nullable Path before)
            throws StepFailedException, InterruptedException {
        Map<String, JsonNode> plain = new LinkedHashMap<>();
        Map<String, String> secret = new LinkedHashMap<>();
        Map<String, String> surrounding = new LinkedHashMap<>();
        for (Variable variable : snapshot.variables()) {
            if (variable.kind() == Kind.ENVIRONMENT) {
                surrounding.put(variable.name(), variable.text());
            } else if (variable.secret()) {
                secret.put(variable.name(), variable.text());
            } else {
                plain.put(variable.name(), variable.value());
            }
        }
        try {
            Map<String, String> whole = environment.with(surrounding, secret);
            if (before != null) {
                return new Terraform(before, workdir, whole);
            }
            Installations.Search.Found found = found(snapshot);
            system.accept(SystemLine.usingTerraform(found.version()));
            workdir.write(snapshot.files(), plain);
            notes.accept(new Note.Prepared(found.executable()));
            return new Terraform(found.executable(), workdir, whole);
        } catch (UnusableModuleException unusable) {
            throw new StepFailedException(String.valueOf(unusable.getMessage()));
        } catch (IOException disk) {
            throw new StepFailedException("the module could not be written to the disk", disk);
        }
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
