package io.vintner.faults.rig;

import io.vintner.postgres.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rig's PostgreSQL, as its superuser sees it. */
public final class RigDatabase implements AutoCloseable {

    private final LocalPostgres server;

    private RigDatabase(LocalPostgres server) {
        this.server = server;
    }

    static RigDatabase start(Path folder) {
        return new RigDatabase(
                LocalPostgres.start(folder, 0, Map.of("unix_socket_directories", "")));
    }

    /** Reads one row of an answer. */
    public interface RowReader<T> {
        /** The row as a value. */
        T read(ResultSet row) throws SQLException;
    }

    /** All rows of the answer. */
    public <T> List<T> list(String statement, RowReader<T> reader, Object... values)
            throws SQLException {
        try (Connection connection = server.connect();
                PreparedStatement asked = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                asked.setObject(i + 1, values[i]);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet row = asked.executeQuery()) {
                while (row.next()) {
                    rows.add(reader.read(row));
                }
            }
            return rows;
        }
    }

    /** A number that the statement answers. */
    public long number(String statement, Object... values) throws SQLException {
        return list(statement, row -> row.getLong(1), values).getFirst();
    }

    /** A new connection as the superuser. */
    public Connection connect() throws SQLException {
        return server.connect();
    }

    /** Stops it as an operator would. */
    public void stop() {
        server.stop();
    }

    /** Ends it at once, as a power loss would. */
    public void kill() {
        server.kill();
    }

    /** Starts it again, on the same port. */
    public void start() {
        server.start();
    }

    /** Its version. */
    public String version() throws SQLException {
        return server.version();
    }

    /** Its address for clients, without a user. */
    public String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
    }
}
