package io.vintner.gateway.render;

/**
 * What a subscriber is told instead of, or beside, a row. The first three are upstream's, word for
 * word.
 */
public enum ChangeError {
    /** An INSERT or UPDATE of a table without a primary key. */
    NO_PRIMARY_KEY("Error 400: Bad Request, no primary key"),
    /** The role may not SELECT all columns of the primary key. */
    UNAUTHORIZED("Error 401: Unauthorized"),
    /** The change is larger than 1 MiB; large values were left out. */
    TOO_LARGE("Error 413: Payload Too Large"),
    /** The policy needs a value that the change does not carry, so nobody can tell. */
    POLICY_VALUE_MISSING(
            "Error 422: Unprocessable, the row-level security policy needs a value that the change"
                    + " does not carry"),
    /** The policy raised an error for this subscriber and this row. */
    POLICY_RAISED("Error 500: The row-level security policy raised an error"),
    /** PostgreSQL could not be asked in time. */
    POLICY_UNANSWERED(
            "Error 503: Service Unavailable, the row-level security policy could not be evaluated"),
    /** The filter needs a value that the change does not carry, so nobody can tell. */
    FILTER_VALUE_MISSING(
            "Error 422: Unprocessable, the filter needs a value that the change does not carry"),
    /** The table has changed since the subscription was made, and its filter makes no sense now. */
    FILTER_UNFIT("Error 422: Unprocessable, the filter does not fit the table any more"),
    /** The filter takes so long that it is not evaluated any more. */
    FILTER_TOO_SLOW("Error 422: Unprocessable, the filter takes too long to evaluate"),
    /** PostgreSQL raised an error for the filter and this value. */
    FILTER_RAISED("Error 500: The filter raised an error"),
    /** PostgreSQL could not be asked in time. */
    FILTER_UNANSWERED("Error 503: Service Unavailable, the filter could not be evaluated"),
    /** All rows of the table are gone at once. */
    TRUNCATED("Truncated: all rows of the table were removed"),
    /** The gateway failed; its log says more. */
    NOT_SHOWN("Error 500: The change could not be shown");

    private final String text;

    ChangeError(String text) {
        this.text = text;
    }

    /** As it stands in {@code errors}. */
    public String text() {
        return text;
    }
}
