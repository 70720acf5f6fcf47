package io.vintner.relay.pgoutput;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every kind of message as a real PostgreSQL writes it. What it writes is left in {@code
 * target/pgoutput-<version>.txt}: bytes and meaning, the form of the golden file that {@link
 * GoldenMessagesTest} reads. Every supported version writes the same kinds of messages.
 */
class GoldenMessagesIT {

    private static final String LARGE =
            "(select string_agg(md5(n::text), '') from generate_series(1, 1000) n)";

    private static final List<String> STATEMENTS =
            List.of(
                    "create type mood as enum ('sad', 'happy')",
                    "create table vines (id int primary key, name text, m mood)",
                    "create table whole (id int, large text)",
                    "alter table whole replica identity full",
                    "create publication golden for table vines, whole",
                    "select pg_create_logical_replication_slot('golden', 'pgoutput')",
                    "insert into vines values (1, 'Grauburgunder ü', 'happy'), (2, null, 'sad')",
                    "update vines set name = '' where id = 1",
                    "update vines set id = 3 where id = 1",
                    "delete from vines where id = 3",
                    "insert into whole values (1, 'a')",
                    "update whole set id = 2",
                    "delete from whole",
                    "select pg_logical_emit_message(true, 'prefix', 'content')",
                    "truncate vines, whole restart identity cascade",
                    "select pg_replication_origin_create('north')",
                    "select pg_replication_origin_session_setup('north')",
                    "begin; select pg_replication_origin_xact_setup('0/1', '2026-01-01Z');"
                            + " insert into vines values (4, 'from afar', null); commit",
                    "select pg_replication_origin_session_reset()",
                    "create table toasted (id int primary key, n int, large text)",
                    "alter publication golden add table toasted",
                    "insert into toasted values (1, 1, " + LARGE + ")",
                    "update toasted set n = 2");

    private final PgOutputDecoder decoder = new PgOutputDecoder();

    @Test
    void everyKindOfMessageThatPostgresWritesIsRead() throws SQLException, IOException {
        // Given
        List<byte[]> written;
        String version;
        try (LocalPostgres postgres = LocalPostgres.startTemporary();
                Connection superuser = postgres.connect()) {
            for (String sql : STATEMENTS) {
                try (var statement = superuser.createStatement()) {
                    statement.execute(sql);
                }
            }
            written = messages(superuser);
            version = postgres.version();
        }

        // When
        List<PgOutputMessage> read =
                written.stream().map(ByteBuffer::wrap).map(decoder::decode).toList();

        // Then
        List<String> golden = new ArrayList<>();
        for (int index = 0; index < read.size(); index++) {
            if (written.get(index).length < 1_000) {
                golden.add(HexFormat.of().formatHex(written.get(index)) + "|" + read.get(index));
            }
        }
        Files.write(Path.of("target/pgoutput-%s.txt".formatted(version)), golden);
        assertThat(read)
                .extracting(message -> message.getClass().getSimpleName())
                .contains(
                        "Begin",
                        "Origin",
                        "Type",
                        "Relation",
                        "Insert",
                        "Update",
                        "Delete",
                        "Truncate",
                        "Message",
                        "Commit");
        assertThat(read)
                .filteredOn(PgOutputMessage.Update.class::isInstance)
                .last()
                .satisfies(update ->
                        assertThat(((PgOutputMessage.Update) update).after().values().getLast())
                                .isEqualTo(PgOutputMessage.Value.UNCHANGED));
    }

    private static List<byte[]> messages(Connection superuser) throws SQLException {
        try (var statement = superuser.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                select data from pg_logical_slot_get_binary_changes('golden', null, null,
                                  'proto_version', '1', 'publication_names', 'golden', 'messages', 'true')
                                """)) {
            List<byte[]> messages = new ArrayList<>();
            while (rows.next()) {
                messages.add(rows.getBytes(1));
            }
            return messages;
        }
    }
}
