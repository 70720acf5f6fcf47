package io.vintner.gateway.catalog;

/**
 * One column of a published table.
 *
 * @param primaryKey whether it is part of the primary key
 * @param identity whether PostgreSQL writes it of an old row (replica identity)
 * @param collation how its texts compare
 */
public record TableColumn(
        String name, PgType type, boolean primaryKey, boolean identity, Collation collation) {

    /** What a collation says about comparing. */
    public enum Collation {
        /** Equal if the bytes are equal, ordered as the bytes are; also columns without one. */
        BYTES,
        /** Equal if the bytes are equal, ordered as only PostgreSQL knows. */
        DETERMINISTIC,
        /** Different bytes may be equal. */
        NONDETERMINISTIC
    }
}
