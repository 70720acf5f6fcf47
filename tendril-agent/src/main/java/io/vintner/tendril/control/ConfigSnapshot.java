package io.vintner.tendril.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vine's configuration.
 *
 * @param terraformVersion exactly this one; null for whichever the agent has
 * @param source where its module comes from
 */
public record ConfigSnapshot(
        @Nullable String terraformVersion, ModuleSource source, List<Variable> variables) {

    public ConfigSnapshot {
        variables = List.copyOf(variables);
    }

    /**
     * One variable.
     *
     * @param value a text, or any JSON value for a variable of a structured type
     * @param secret must not stand in a file, and not in any log
     */
    public record Variable(String name, JsonNode value, Kind kind, boolean secret) {

        /** The value as a program's environment has it. */
        public String text() {
            return value.isTextual() ? value.textValue() : value.toString();
        }

        /** May be a secret: the name only. */
        @Override
        public String toString() {
            return "Variable[name=" + name + ", kind=" + kind + "]";
        }
    }

    /** Whom a variable is for. */
    public enum Kind {
        /** The module. */
        TERRAFORM,
        /** Terraform's environment, for instance a cloud's credentials. */
        ENVIRONMENT
    }
}
