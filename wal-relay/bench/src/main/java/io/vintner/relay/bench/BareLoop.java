package io.vintner.relay.bench;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/**
 * A program: reads a slot with the driver's own stream and looks at no more than each message's
 * kind and the row's id. Arguments: JDBC address, slot; the password is in the environment.
 */
final class BareLoop {

    /** PostgreSQL counts from 2000, the rest of the world from 1970. */
    private static final long POSTGRES_EPOCH_MICROS = 946_684_800L * 1_000_000;

    /** In an Insert: tag, relation, 'N', count of columns, 't', length; then the first column. */
    private static final int FIRST_LENGTH_AT = 1 + 4 + 1 + 2 + 1;

    private final PGReplicationStream stream;
    private long committed;

    private BareLoop(PGReplicationStream stream) {
        this.stream = stream;
    }

    public static void main(String[] arguments) throws Exception {
        Properties login = new Properties();
        PGProperty.USER.set(login, BenchDatabase.REPLICATOR);
        PGProperty.PASSWORD.set(login, BenchDatabase.REPLICATOR_PASSWORD);
        PGProperty.REPLICATION.set(login, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(login, "14");
        PGProperty.PREFER_QUERY_MODE.set(login, "simple");
        try (Connection connection = DriverManager.getConnection(arguments[0], login);
                PGReplicationStream stream =
                        connection
                                .unwrap(PGConnection.class)
                                .getReplicationAPI()
                                .replicationStream()
                                .logical()
                                .withSlotName(arguments[1])
                                .withSlotOption("proto_version", 1)
                                .withSlotOption("publication_names", BenchDatabase.PUBLICATION)
                                .withAutomaticFlush(false)
                                .start()) {
            LoadCommands.serve(new BareLoop(stream)::read);
        }
    }

    private RowWatch read(RowWatch rows) throws Exception {
        boolean inTransaction = false;
        while (inTransaction || !rows.isComplete()) {
            ByteBuffer message = Objects.requireNonNull(stream.read());
            switch (message.get(message.position())) {
                case 'B' -> {
                    inTransaction = true;
                    committed = POSTGRES_EPOCH_MICROS + message.getLong(message.position() + 9);
                }
                case 'I' -> {
                    rows.row(id(message));
                    if (rows.timesCommits()) {
                        rows.committedAt(committed, RowWatch.nowMicros());
                    }
                }
                case 'C' -> inTransaction = false;
                default -> {
                    // Relation: nothing is made of it.
                }
            }
        }
        stream.setAppliedLSN(stream.getLastReceiveLSN());
        stream.setFlushedLSN(stream.getLastReceiveLSN());
        stream.forceUpdateStatus();
        return rows;
    }

    private static long id(ByteBuffer insert) {
        int at = insert.position() + FIRST_LENGTH_AT;
        int end = at + Integer.BYTES + insert.getInt(at);
        long id = 0;
        for (int i = at + Integer.BYTES; i < end; i++) {
            id = id * 10 + insert.get(i) - '0';
        }
        return id;
    }
}
