package io.vintner.trellis.vines;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.trellis.auth.Sha256;
import io.vintner.trellis.modules.ModuleSource;
import java.util.HexFormat;
import java.util.List;

/**
 * A vine's configuration, frozen when a job is queued: later edits do not reach that job. Of a
 * secret variable it holds which revision of the value it is, so that another value is another
 * configuration, and never the value.
 */
public record ConfigSnapshot(
        String terraformVersion, ModuleSource module, List<StoredVariable> variables) {

    public ConfigSnapshot {
        variables = List.copyOf(variables);
    }

    /** Its one JSON form: the same configuration always gives the same text. */
    public String json() {
        ObjectNode snapshot = JsonNodeFactory.instance.objectNode();
        snapshot.put("terraform_version", terraformVersion);
        snapshot.set("module", module.json());
        var list = snapshot.putArray("variables");
        for (StoredVariable variable : variables) {
            ObjectNode object = list.addObject().put("name", variable.name());
            switch (variable) {
                case StoredVariable.Plain(String _, String kind, String value) ->
                        object.put("value", value).put("kind", kind);
                case StoredVariable.Hidden(String _, String kind, long revision) ->
                        object.put("kind", kind).put("secret", true).put("revision", revision);
            }
        }
        return snapshot.toString();
    }

    /** SHA-256 of {@link #json()}, in hex. */
    public String hash() {
        return HexFormat.of().formatHex(Sha256.of(json()));
    }
}
