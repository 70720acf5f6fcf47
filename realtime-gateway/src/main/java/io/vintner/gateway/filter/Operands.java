package io.vintner.gateway.filter;

import io.vintner.gateway.catalog.PgType;
import java.util.List;

/** Reads what a client wrote as a value of a type; only PostgreSQL knows all that it accepts. */
public interface Operands {

    /** What {@code texts} are, each. */
    List<Operand> read(PgType type, List<String> texts);

    /** What {@code text} is. */
    default Operand read(PgType type, String text) {
        return read(type, List.of(text)).getFirst();
    }

    /**
     * Whether PostgreSQL can make that comparison, and with that operand.
     *
     * @param value some value of the type
     * @return the operand, or PostgreSQL's complaint
     */
    Operand tried(ValueComparison comparison, String value, String operand);

    /** What a text is as a value of a type. */
    sealed interface Operand {

        /**
         * It is a value.
         *
         * @param text as PostgreSQL prints the value
         */
        record Canonical(String text) implements Operand {}

        /**
         * It is no such value.
         *
         * @param complaint PostgreSQL's, with its state
         */
        record Refused(String complaint) implements Operand {

            /** With the error's code and name before it, as upstream prints it. */
            public static Refused of(String state, String name, String message) {
                return new Refused("ERROR %s (%s) %s".formatted(state, name, message));
            }

            /** Whether PostgreSQL has no such operator. */
            boolean isNoOperator() {
                return complaint.startsWith("ERROR 42883 ");
            }
        }

        /** PostgreSQL could not be asked. */
        record Unavailable() implements Operand {}
    }
}
