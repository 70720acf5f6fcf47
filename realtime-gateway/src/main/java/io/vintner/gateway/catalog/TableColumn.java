package io.vintner.gateway.catalog;

import org.jspecify.annotations.Nullable;

/**
 * One column of a published table.
 *
 * @param primaryKey whether it is part of the primary key
 * @param identity whether PostgreSQL writes it of an old row (replica identity)
 * @param collation how its texts compare
 * @param collationName as it stands in SQL; null if it is the database's own, or there is none
 * @param published whether its values are ever sent: not those outside the publication's column
 *     list, nor generated ones that the publication leaves out
 */
public record TableColumn(
        String name,
        PgType type,
        boolean primaryKey,
        boolean identity,
        Collation collation,
        @Nullable String collationName,
        boolean published) {

    /** A published column with the database's own collation, or none. */
    public TableColumn(
            String name, PgType type, boolean primaryKey, boolean identity, Collation collation) {
        this(name, type, primaryKey, identity, collation, null, true);
    }

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
