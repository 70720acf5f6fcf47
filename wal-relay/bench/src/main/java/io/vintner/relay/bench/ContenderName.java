package io.vintner.relay.bench;

import java.util.Locale;

/** Who is measured. */
enum ContenderName {
    /** PostgreSQL's own client, from Debian's packages. */
    PG_RECVLOGICAL("pg_recvlogical"),
    /** The built relay with one reader of its feed. */
    RELAY("relay + reader"),
    /** The driver's replication stream, read and counted, nothing else. */
    BARE("bare pgjdbc loop"),
    /** Debezium's embedded engine, which makes JSON. */
    DEBEZIUM("Debezium embedded, JSON");

    private final String title;

    ContenderName(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** As an option of the command line. */
    String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
