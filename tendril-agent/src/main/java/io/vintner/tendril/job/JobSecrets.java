package io.vintner.tendril.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.tendril.control.ConfigSnapshot.Kind;
import io.vintner.tendril.control.ConfigSnapshot.Variable;
import io.vintner.tendril.control.Secret;
import io.vintner.tendril.joblog.SecretMask;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What must not be seen of a job: its secret variables, environment variables whose names say so,
 * and the tokens with which the agent works.
 */
final class JobSecrets {

    private static final Pattern TELLING_NAME =
            Pattern.compile(
                    "password|passphrase|token|secret|credential|key", Pattern.CASE_INSENSITIVE);

    private final List<String> values = new ArrayList<>();
    private final List<String> unmaskable = new ArrayList<>();

    JobSecrets(List<Variable> variables, Secret workerToken, @Nullable Secret jobToken) {
        values.add(workerToken.reveal());
        if (jobToken != null) {
            values.add(jobToken.reveal());
        }
        for (Variable variable : variables) {
            if (isSecret(variable)) {
                values.add(variable.text());
                addTexts(variable.value());
                if (variable.text().length() < SecretMask.SECRET_CHARACTERS_MIN) {
                    unmaskable.add(variable.name());
                }
            }
        }
    }

    private static boolean isSecret(Variable variable) {
        return variable.secret()
                || (variable.kind() == Kind.ENVIRONMENT
                        && TELLING_NAME.matcher(variable.name()).find());
    }

    private void addTexts(JsonNode value) {
        if (value.isTextual()) {
            values.add(value.textValue());
        } else {
            value.forEach(this::addTexts);
        }
    }

    SecretMask mask() {
        return SecretMask.of(values);
    }

    /** Names of secrets that are too short to be masked. */
    List<String> unmaskable() {
        return unmaskable;
    }
}
