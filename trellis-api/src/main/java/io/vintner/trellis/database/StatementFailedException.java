package io.vintner.trellis.database;

/** PostgreSQL refused a statement. */
public final class StatementFailedException extends RuntimeException {

    /** SQLSTATE of a value that must be unique and is not. */
    public static final String UNIQUE_VIOLATION = "23505";

    private final String sqlState;
    private final String constraint;

    StatementFailedException(String sqlState, String constraint, Throwable cause) {
        super("PostgreSQL refused a statement with SQLSTATE " + sqlState, cause);
        this.sqlState = sqlState;
        this.constraint = constraint;
    }

    /** The five characters of PostgreSQL's error code. */
    public String sqlState() {
        return sqlState;
    }

    /** Whether PostgreSQL ended one of several transactions that stood in each other's way. */
    boolean isConflict() {
        return sqlState.equals("40P01") || sqlState.equals("40001");
    }

    /** Whether the unique constraint or index of that name was hurt. */
    public boolean violatesUnique(String name) {
        return sqlState.equals(UNIQUE_VIOLATION) && constraint.equals(name);
    }
}
