package io.vintner.gateway.filter;

import io.vintner.gateway.catalog.PgType;

/** Reads what a client wrote as a value of a type; only PostgreSQL knows all that it accepts. */
public interface Operands {

    Operand read(PgType type, String text);

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
        record Refused(String complaint) implements Operand {}

        /** PostgreSQL could not be asked. */
        record Unavailable() implements Operand {}
    }
}
