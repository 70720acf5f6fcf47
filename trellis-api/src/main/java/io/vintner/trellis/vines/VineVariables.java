package io.vintner.trellis.vines;

import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.SealedTable;
import io.vintner.trellis.encryption.Sealer;
import io.vintner.trellis.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/** The variables of vines: plain ones as rows, secret ones sealed. */
@ApplicationScoped
class VineVariables {

    private final ModuleTable plain;
    private final SecretTable secrets;
    private final Sealer sealer;

    VineVariables(ModuleTable plain, SecretTable secrets, Sealer sealer) {
        this.plain = plain;
        this.secrets = secrets;
        this.sealer = sealer;
    }

    /** Replaces all; a secret without a value keeps the one that it has. */
    void replace(Session session, UUID vine, List<Variable> variables) {
        secrets.removeOthers(session, vine, variables.stream().filter(Variable::hidden).toList());
        plain.removeVariables(session, vine);
        plain.addVariables(session, vine, variables);
        int position = 0;
        for (Variable variable : variables) {
            position++;
            if (variable.hidden()) {
                putSecret(session, vine, variable, position);
            }
        }
    }

    private void putSecret(Session session, UUID vine, Variable variable, int position) {
        String value = variable.value();
        if (value == null) {
            if (!secrets.move(session, vine, variable, position)) {
                throw ProblemException.invalid(
                        "variables.value", "is needed: the vine has no such secret yet");
            }
            return;
        }
        var row = SealedTable.VINE_SECRETS.row(vine, variable.kind(), variable.name());
        byte[] clear = value.getBytes(StandardCharsets.UTF_8);
        secrets.put(session, vine, variable, position, sealer.seal(row, clear));
    }

    /** All of a vine, in their order; of secrets no value. */
    List<StoredVariable> list(Session session, UUID vine) {
        TreeMap<Integer, StoredVariable> byPosition = new TreeMap<>(plain.variables(session, vine));
        for (SecretTable.Row secret : secrets.list(session, vine)) {
            byPosition.put(
                    secret.position(),
                    new StoredVariable.Hidden(secret.name(), secret.kind(), secret.revision()));
        }
        return List.copyOf(byPosition.values());
    }

    /** The values of a vine's secrets, in clear. */
    List<SecretValue> secrets(Session session, UUID vine) {
        List<SecretValue> values = new ArrayList<>();
        for (SecretTable.Row secret : secrets.list(session, vine)) {
            var row = SealedTable.VINE_SECRETS.row(vine, secret.kind(), secret.name());
            byte[] clear = sealer.open(row, secret.sealed());
            values.add(
                    new SecretValue(
                            secret.name(),
                            secret.kind(),
                            new String(clear, StandardCharsets.UTF_8)));
        }
        return values;
    }
}
