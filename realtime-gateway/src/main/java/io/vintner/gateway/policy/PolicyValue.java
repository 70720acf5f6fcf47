package io.vintner.gateway.policy;

import java.util.List;

/** A value in a policy, as far as it is understood. */
sealed interface PolicyValue {

    /** The column of the row. */
    record Column(String name) implements PolicyValue {}

    /**
     * A constant, as PostgreSQL prints it.
     *
     * @param type its name as PostgreSQL formats it, for instance {@code character varying}
     */
    record Constant(String text, String type) implements PolicyValue {}

    /** {@code auth.uid()}. */
    record Uid() implements PolicyValue {}

    /** {@code auth.role()}. */
    record RoleClaim() implements PolicyValue {}

    /** The role that asks: {@code CURRENT_USER}. */
    record CurrentUser() implements PolicyValue {}

    /**
     * Something in {@code auth.jwt()}.
     *
     * @param path from the top; empty for all of it
     * @param asText whether it was taken as text ({@code ->>})
     */
    record Claim(List<String> path, boolean asText) implements PolicyValue {
        public Claim {
            path = List.copyOf(path);
        }
    }

    /**
     * A cast.
     *
     * @param type its name as PostgreSQL formats it
     */
    record Cast(PolicyValue value, String type) implements PolicyValue {}
}
