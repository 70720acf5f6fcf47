package io.vintner.gateway.filter;

/**
 * What a test says of a row: SQL's three values and two ways of not knowing. Combining keeps to
 * SQL: what decides decides, however little is known of the rest.
 */
public enum Truth {
    TRUE,
    FALSE,
    /** SQL's unknown: a null was compared. */
    NULL,
    /** The change does not carry the value; never to be taken for null. */
    MISSING,
    /** Only PostgreSQL can tell, and it has not been asked yet. */
    ASKED;

    /** SQL's AND. */
    public Truth and(Truth other) {
        if (this == FALSE || other == FALSE) {
            return FALSE;
        }
        return lessKnown(other);
    }

    /** SQL's OR. */
    public Truth or(Truth other) {
        if (this == TRUE || other == TRUE) {
            return TRUE;
        }
        return lessKnown(other);
    }

    /** SQL's NOT. */
    public Truth not() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case NULL, MISSING, ASKED -> this;
        };
    }

    public static Truth of(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** An open question may still decide, so it outranks a missing value, and that a null. */
    private Truth lessKnown(Truth other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
