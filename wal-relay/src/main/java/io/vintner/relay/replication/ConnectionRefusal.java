package io.vintner.relay.replication;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells a refusal that only an operator can end from a database that is away for a while.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">Error codes</a>
 */
final class ConnectionRefusal {

    private static final String WRONG_PASSWORD = "28P01";
    private static final String NOT_AUTHORISED = "28000";
    private static final String UNKNOWN_DATABASE = "3D000";
    private static final String NOT_PERMITTED = "42501";
    private static final String TOO_MANY_CONNECTIONS = "53300";

    private ConnectionRefusal() {}

    /** What its operator must do; empty if the refusal may pass by itself. */
    static Optional<String> advice(SQLException refusal, String user) {
        String state = Objects.requireNonNullElse(refusal.getSQLState(), "");
        String said = Objects.requireNonNullElse(refusal.getMessage(), "");
        return switch (state) {
            case WRONG_PASSWORD ->
                    Optional.of(
                            "the database refuses the password of role %s, or does not know the role: set vintner.relay.database.user and .password"
                                    .formatted(user));
            case NOT_AUTHORISED ->
                    Optional.of(
                            "the database does not let role %1$s in: run \"alter role %1$s login\", and let pg_hba.conf admit it from here"
                                    .formatted(user));
            case UNKNOWN_DATABASE ->
                    Optional.of(
                            "the server has no database of that name: correct the end of"
                                    + " vintner.relay.database.url");
            case NOT_PERMITTED ->
                    Optional.of(
                            "role %1$s may not connect: run \"grant connect on database … to %1$s\" and \"alter role %1$s replication\""
                                    .formatted(user));
            case TOO_MANY_CONNECTIONS ->
                    Optional.of(
                            said.contains("max_wal_senders")
                                    ? "all WAL senders of the database are in use: raise"
                                          + " max_wal_senders and restart it, or end a replica that"
                                          + " nobody needs"
                                    : "the database has as many connections as it takes: raise"
                                            + " max_connections and restart it, or end some");
            default -> Optional.empty();
        };
    }
}
