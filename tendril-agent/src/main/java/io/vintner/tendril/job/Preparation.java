package io.vintner.tendril.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.tendril.control.ConfigSnapshot;
import io.vintner.tendril.control.ConfigSnapshot.Kind;
import io.vintner.tendril.control.ConfigSnapshot.Variable;
import io.vintner.tendril.terraform.Installations;
import io.vintner.tendril.terraform.Terraform;
import io.vintner.tendril.terraform.TerraformEnvironment;
import io.vintner.tendril.terraform.UnusableModuleException;
import io.vintner.tendril.terraform.Workdir;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes a folder ready for Terraform: the right version, the module's files, plain variables in a
 * file, secret ones in the environment only.
 */
final class Preparation {

    private final Installations installations;
    private final TerraformEnvironment environment;
    private final Consumer<String> system;

    Preparation(
            Installations installations,
            TerraformEnvironment environment,
            Consumer<String> system) {
        this.installations = installations;
        this.environment = environment;
        this.system = system;
    }

    Terraform terraform(ConfigSnapshot snapshot, Workdir workdir)
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
            Installations.Search.Found found = found(snapshot);
            system.accept(SystemLine.usingTerraform(found.version()));
            workdir.write(snapshot.files(), plain);
            return new Terraform(
                    found.executable(), workdir, environment.with(surrounding, secret));
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
