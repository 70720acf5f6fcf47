package io.vintner.faults.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vintner.faults.rig.RigDatabase;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/**
 * The log of one attempt of a job, as the database has it.
 *
 * @param chunks how many
 * @param contiguous whether their numbers are 1, 2, 3, …
 * @param bytes of all chunks, UTF-8
 * @param sha256 of all chunks in their order
 * @param texts by stream: STDOUT, STDERR, SYSTEM
 */
public record StoredLog(
        long chunks, boolean contiguous, long bytes, String sha256, Map<String, String> texts) {

    private static final int ROWS_AT_ONCE = 50;

    public StoredLog {
        texts = Map.copyOf(texts);
    }

    /** Reads it. */
    public static StoredLog read(RigDatabase database, String job, int attempt)
            throws IOException, SQLException {
        Map<String, StringBuilder> texts = new HashMap<>();
        MessageDigest digest = newDigest();
        long chunks = 0;
        long bytes = 0;
        boolean contiguous = true;
        try (Connection connection = database.connect();
                PreparedStatement asked =
                        connection.prepareStatement(
                                """
                                select seq, stream_type, log_chunk from provision_job_logs
                                where job_id = ? and attempt = ? order by seq
                                """)) {
            // Without a transaction the driver would read all of it at once.
            connection.setAutoCommit(false);
            asked.setFetchSize(ROWS_AT_ONCE);
            asked.setObject(1, UUID.fromString(job));
            asked.setInt(2, attempt);
            try (ResultSet row = asked.executeQuery()) {
                while (row.next()) {
                    chunks++;
                    contiguous &= row.getLong("seq") == chunks;
                    String text = row.getString("log_chunk");
                    byte[] encoded = text.getBytes(UTF_8);
                    bytes += encoded.length;
                    digest.update(encoded);
                    texts.computeIfAbsent(row.getString("stream_type"), _ -> new StringBuilder())
                            .append(text);
                }
            }
        }
        Map<String, String> whole = new HashMap<>();
        texts.forEach((stream, text) -> whole.put(stream, text.toString()));
        return new StoredLog(
                chunks, contiguous, bytes, HexFormat.of().formatHex(digest.digest()), whole);
    }

    /** All of one stream; empty if there is nothing. */
    public String text(String stream) {
        return texts.getOrDefault(stream, "");
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
