package io.vintner.trellis.vines;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.trellis.auth.Sha256;
import java.util.HexFormat;
import java.util.List;

/** A vine's configuration, frozen when a job is queued: later edits do not reach that job. */
public record ConfigSnapshot(
        String terraformVersion, ModuleFiles module, List<Variable> variables) {

    public ConfigSnapshot {
        variables = List.copyOf(variables);
    }

    /** Its one JSON form: the same configuration always gives the same text. */
    public String json() {
        ObjectNode snapshot = JsonNodeFactory.instance.objectNode();
        snapshot.put("terraform_version", terraformVersion);
        ObjectNode files = snapshot.putObject("module").putObject("files");
        module.files().forEach(files::put);
        var list = snapshot.putArray("variables");
        for (Variable variable : variables) {
            list.addObject()
                    .put("name", variable.name())
                    .put("value", variable.value())
                    .put("kind", variable.kind());
        }
        return snapshot.toString();
    }

    /** SHA-256 of {@link #json()}, in hex. */
    public String hash() {
        return HexFormat.of().formatHex(Sha256.of(json()));
    }
}
