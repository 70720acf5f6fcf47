package io.vintner.relay;

import io.vintner.relay.replication.DatabaseCatalog;
import io.vintner.relay.transaction.TableFacts;
import java.io.Serial;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

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
    public PrimaryKey primaryKey(long tableOid) {
        try {
            DatabaseCatalog.Key key = catalog.primaryKey(tableOid);
            return new PrimaryKey(key.columns(), key.deferrable());
        } catch (SQLException failure) {
            throw new UnavailableException(failure);
        }
    }

    @Override
    public Map<Long, TypeName> typeNames(Collection<Long> typeOids) {
        try {
            return catalog.types(typeOids).stream()
                    .collect(
                            Collectors.toMap(
                                    DatabaseCatalog.Type::oid,
                                    type -> new TypeName(type.name(), type.domain())));
        } catch (SQLException failure) {
            throw new UnavailableException(failure);
        }
    }
}
