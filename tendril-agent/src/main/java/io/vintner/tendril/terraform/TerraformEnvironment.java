package io.vintner.tendril.terraform;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Makes the environment of a Terraform run from nothing: a few names taken over from the agent's
 * own, the vine's, and those that make Terraform behave.
 */
public final class TerraformEnvironment {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Map<String, String> FIXED =
            Map.of("TF_IN_AUTOMATION", "1", "TF_INPUT", "0", "CHECKPOINT_DISABLE", "1");

    /** Would move the state or the working folder to where the agent does not find them. */
    private static final Set<String> REFUSED = Set.of("TF_DATA_DIR", "TF_WORKSPACE");

    private final Map<String, String> inherited = new HashMap<>();

    /**
     * Takes over what Terraform may see of the agent.
     *
     * @param names of variables to take over
     * @param own the agent's environment; null where a name is not set
     */
    public TerraformEnvironment(List<String> names, Function<String, String> own) {
        for (String name : names) {
            String value = own.apply(name);
            if (value != null) {
                inherited.put(name, value);
            }
        }
    }

    /**
     * The environment for one run.
     *
     * @param variables of kind {@code environment}
     * @param secrets Terraform variables that must not stand in a file, by their plain name
     * @throws UnusableModuleException if a name is none, or one that the agent needs itself
     */
    public Map<String, String> with(Map<String, String> variables, Map<String, String> secrets)
            throws UnusableModuleException {
        Map<String, String> environment = new HashMap<>(inherited);
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (REFUSED.contains(variable.getKey())) {
                throw new UnusableModuleException(
                        "the environment variable '%s' cannot be set".formatted(variable.getKey()));
            }
            put(environment, "", variable);
        }
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            put(environment, "TF_VAR_", secret);
        }
        environment.putAll(FIXED);
        return environment;
    }

    private static void put(
            Map<String, String> environment, String prefix, Map.Entry<String, String> variable)
            throws UnusableModuleException {
        boolean name = NAME.matcher(variable.getKey()).matches();
        if (!name || variable.getValue().indexOf('\0') >= 0) {
            throw new UnusableModuleException(
                    name
                            ? "the value of '%s' holds a NUL".formatted(variable.getKey())
                            : "a variable's name is not one");
        }
        environment.put(prefix + variable.getKey(), variable.getValue());
    }

    /** Holds secrets: names only. */
    @Override
    public String toString() {
        return "TerraformEnvironment" + inherited.keySet();
    }
}
