package io.vintner.gateway.filter;

import java.util.Set;

/** A condition on one column. Its operands were read once, as the column's type. */
public sealed interface Condition {

    String column();

    /**
     * Whether a value passes; {@link Truth#ASKED} if only PostgreSQL can tell.
     *
     * @param text as PostgreSQL prints it
     * @throws IllegalArgumentException if the text is none of the column's type
     */
    Truth test(String text);

    /** Whether null passes. */
    Truth testNull();

    /** The column compared with one value. */
    record Comparison<T>(String column, Sign sign, ColumnType<T> type, T operand)
            implements Condition {

        @Override
        public Truth test(String text) {
            return Truth.of(sign.holds(type.compare(type.read(text), operand)));
        }

        @Override
        public Truth testNull() {
            return Truth.NULL;
        }
    }

    /**
     * The column equals one of several values.
     *
     * @param orNull whether the list has a null: then no match is unknown, not false
     */
    record Membership<T>(String column, ColumnType<T> type, Set<T> operands, boolean orNull)
            implements Condition {

        public Membership {
            operands = Set.copyOf(operands);
        }

        @Override
        public Truth test(String text) {
            if (operands.contains(type.read(text))) {
                return Truth.TRUE;
            }
            return orNull ? Truth.NULL : Truth.FALSE;
        }

        @Override
        public Truth testNull() {
            return operands.isEmpty() && !orNull ? Truth.FALSE : Truth.NULL;
        }
    }

    /** The column is null. */
    record IsNull(String column) implements Condition {

        @Override
        public Truth test(String text) {
            return Truth.FALSE;
        }

        @Override
        public Truth testNull() {
            return Truth.TRUE;
        }
    }

    /** A boolean column is true or is false; never unknown. */
    record IsBoolean(String column, boolean value) implements Condition {

        @Override
        public Truth test(String text) {
            return Truth.of(text.equals(value ? "t" : "f"));
        }

        @Override
        public Truth testNull() {
            return Truth.FALSE;
        }
    }

    /** The column is distinct from a value: as unequal, but null is distinct too. */
    record Distinct<T>(String column, ColumnType<T> type, T operand) implements Condition {

        @Override
        public Truth test(String text) {
            return Truth.of(type.compare(type.read(text), operand) != 0);
        }

        @Override
        public Truth testNull() {
            return Truth.TRUE;
        }
    }

    /** The column's text matches a pattern; not always to be told here. */
    record Matches(String column, TextPattern pattern) implements Condition {

        @Override
        public Truth test(String text) {
            return pattern.matches(text);
        }

        @Override
        public Truth testNull() {
            return Truth.NULL;
        }
    }

    /** The column compared with a text under a collation whose order only PostgreSQL knows. */
    record Collated(String column, Sign sign, TextType type, String operand) implements Condition {

        @Override
        public Truth test(String text) {
            return type.read(text).equals(operand) ? Truth.of(sign.holds(0)) : Truth.ASKED;
        }

        @Override
        public Truth testNull() {
            return Truth.NULL;
        }
    }

    /**
     * A composite column is null as SQL has it: also if it is there and all its fields are null.
     */
    record IsNullRow(String column) implements Condition {

        @Override
        public Truth test(String text) {
            for (int index = 1; index < text.length() - 1; index++) {
                if (text.charAt(index) != ',') {
                    return Truth.FALSE;
                }
            }
            return Truth.TRUE;
        }

        @Override
        public Truth testNull() {
            return Truth.TRUE;
        }
    }

    /** How a value stands to an operand. */
    enum Sign {
        EQ,
        NEQ,
        LT,
        LTE,
        GT,
        GTE;

        /**
         * Whether it holds.
         *
         * @param comparison as {@link java.util.Comparator#compare} returns it, value against
         *     operand
         */
        public boolean holds(int comparison) {
            return switch (this) {
                case EQ -> comparison == 0;
                case NEQ -> comparison != 0;
                case LT -> comparison < 0;
                case LTE -> comparison <= 0;
                case GT -> comparison > 0;
                case GTE -> comparison >= 0;
            };
        }

        /** The same with value and operand exchanged. */
        public Sign turned() {
            return switch (this) {
                case EQ, NEQ -> this;
                case LT -> GT;
                case LTE -> GTE;
                case GT -> LT;
                case GTE -> LTE;
            };
        }

        /** Whether it asks for more than equality. */
        public boolean needsOrder() {
            return this != EQ && this != NEQ;
        }
    }
}
