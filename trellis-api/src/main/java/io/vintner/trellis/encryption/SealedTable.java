package io.vintner.trellis.encryption;

import io.vertx.mutiny.sqlclient.Row;
import java.util.Locale;

/**
 * Every table with sealed content: it has the columns {@code content} and {@code key_id}, and those
 * that name a row here, which a ciphertext is bound to. A row may be without content.
 */
public enum SealedTable {
    TF_STATE_VERSIONS("vine_id", "version"),
    TF_STATE_ORPHANS("job_id", "serial"),
    VINE_SECRETS("vine_id", "kind", "name"),
    JOB_SECRETS("job_id"),
    JOB_TOKENS("job_id", "epoch"),
    PLANS("job_id"),
    IDEMPOTENCY_RECORDS("scope", "key");

    private final int keys;
    private final String keyColumns;

    SealedTable(String... keyColumns) {
        this.keys = keyColumns.length;
        this.keyColumns = String.join(", ", keyColumns);
    }

    /** What stands in a row's {@code key_id} and {@code content}, which is not null. */
    public static Sealed read(Row row) {
        return new Sealed(row.getString("key_id"), row.getBuffer("content").getDelegate());
    }

    /** The row with these values in its key columns. */
    public Place row(Object... keys) {
        if (keys.length != this.keys) {
            throw new IllegalArgumentException("the key is " + keyColumns);
        }
        StringBuilder text = new StringBuilder();
        for (Object key : keys) {
            text.append(text.isEmpty() ? "" : Place.SEPARATOR).append(key);
        }
        return new Place(this, text.toString());
    }

    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The SQL expression of a row's {@link Place#keys()}. */
    String sqlKeys() {
        return "concat_ws(E'\\n', %s)".formatted(keyColumns);
    }

    /**
     * Where a ciphertext belongs; it can be opened nowhere else.
     *
     * @param keys the row's key columns as texts, between them a line end, which none of them holds
     */
    public record Place(SealedTable table, String keys) {

        static final String SEPARATOR = "\n";

        String text() {
            return table.sqlName() + SEPARATOR + keys;
        }
    }
}
