package io.vintner.trellis.vines;

import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An input of a vine's module, or an environment variable of its Terraform, as a caller sends and
 * sees it.
 *
 * @param value null for a secret: when sent, keep the value there is; when seen, always
 * @param kind {@code terraform} or {@code environment}
 * @param secret whether the value is never shown again; null: it is not
 */
public record Variable(String name, @Nullable String value, String kind, @Nullable Boolean secret) {

    /** Fewest characters of a secret: a shorter one could not be masked in a log. */
    static final int SECRET_CHARACTERS_MIN = 6;

    private static final Pattern TERRAFORM_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,199}");
    private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");
    private static final int VALUE_BYTES_MAX = 65_536;
    private static final int COUNT_MAX = 200;

    static Variable of(StoredVariable stored) {
        return switch (stored) {
            case StoredVariable.Plain(String name, String kind, String value) ->
                    new Variable(name, value, kind, false);
            case StoredVariable.Hidden(String name, String kind, long _) ->
                    new Variable(name, null, kind, true);
        };
    }

    /** Whether it is a secret. */
    boolean hidden() {
        return Boolean.TRUE.equals(secret);
    }

    @Override
    public String toString() {
        return "Variable[" + kind + " " + name + "]";
    }

    /**
     * Checks the variables that a caller sent.
     *
     * @throws ProblemException naming the first one that is wrong
     */
    static List<Variable> checked(List<Variable> variables) {
        if (variables.size() > COUNT_MAX) {
            throw ProblemException.invalid("variables", "are more than " + COUNT_MAX);
        }
        Set<String> seen = new HashSet<>();
        for (Variable variable : variables) {
            variable.check();
            if (!seen.add(variable.kind + " " + variable.name)) {
                throw ProblemException.invalid("variables", "name one twice");
            }
        }
        return List.copyOf(variables);
    }

    private void check() {
        if (kind == null || name == null || (value == null && !hidden())) {
            throw ProblemException.invalid("variables", "need name, value and kind");
        }
        Pattern names =
                switch (kind) {
                    case "terraform" -> TERRAFORM_NAME;
                    case "environment" -> ENVIRONMENT_NAME;
                    default ->
                            throw ProblemException.invalid(
                                    "variables.kind", "must be terraform or environment");
                };
        if (!names.matcher(name).matches()) {
            throw ProblemException.invalid("variables.name", "is no name of a variable");
        }
        if (kind.equals("environment") && name.toUpperCase(Locale.ROOT).startsWith("TF_CLI_")) {
            throw ProblemException.invalid("variables.name", "is the Tendril's own");
        }
        if (value != null) {
            checkValue(value);
        }
    }

    private void checkValue(String text) {
        if (text.indexOf('\0') >= 0
                || text.getBytes(StandardCharsets.UTF_8).length > VALUE_BYTES_MAX) {
            throw ProblemException.invalid("variables.value", "has a NUL or is too long");
        }
        if (hidden() && text.codePointCount(0, text.length()) < SECRET_CHARACTERS_MIN) {
            throw new ProblemException(
                    ProblemType.SECRET_TOO_SHORT,
                    "the secret variable %s has fewer than %d characters, so it could not be masked"
                            .formatted(name, SECRET_CHARACTERS_MIN),
                    Map.of("name", name, "kind", kind));
        }
    }
}
