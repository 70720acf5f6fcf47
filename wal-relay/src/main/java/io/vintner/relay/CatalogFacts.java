package io.vintner.relay;

import io.vintner.relay.replication.DatabaseCatalog;
import io.vintner.relay.transaction.TableFacts;
import java.io.Serial;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** Answers the assembler's questions from the session's catalog connection. */
record CatalogFacts(DatabaseCatalog catalog) implements TableFacts {

    /** The catalog could not be asked; the session is over. */
    static final class UnavailableException extends RuntimeException {

        @Serial private static final long serialVersionUID = 1L;

        UnavailableException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    @Override
    public Set<String> primaryKey(long tableOid) {
        try {
            return catalog.primaryKey(tableOid);
        } catch (SQLException failure) {
            throw new UnavailableException(failure);
        }
    }

    @Override
    public Map<Long, String> typeNames(Collection<Long> typeOids) {
        try {
            return catalog.typeNames(typeOids);
        } catch (SQLException failure) {
            throw new UnavailableException(failure);
        }
    }
}
