package io.vintner.trellis.vines;

import io.vintner.trellis.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An input of a vine's module, or an environment variable of its Terraform.
 *
 * @param kind {@code terraform} or {@code environment}
 */
public record Variable(String name, String value, String kind) {

    private static final Pattern TERRAFORM_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,199}");
    private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");
    private static final int VALUE_BYTES_MAX = 65_536;
    private static final int COUNT_MAX = 200;

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
        if (kind == null || name == null || value == null) {
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
        if (value.indexOf('\0') >= 0
                || value.getBytes(StandardCharsets.UTF_8).length > VALUE_BYTES_MAX) {
            throw ProblemException.invalid("variables.value", "has a NUL or is too long");
        }
    }
}
