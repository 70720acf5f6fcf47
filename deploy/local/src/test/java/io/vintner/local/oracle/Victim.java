package io.vintner.local.oracle;

/** What is killed. */
enum Victim {
    /** SIGKILL. */
    GATEWAY,
    /** SIGKILL. */
    RELAY,
    /** SIGKILL to every process of PostgreSQL. */
    DATABASE,
    /** The connections of npm's clients and of half the others. */
    CONNECTIONS,
    GATEWAY_AND_RELAY,
    /** SIGTERM: it says goodbye. */
    GATEWAY_STOPPED,
    /** {@code pg_ctl stop -m fast}. */
    DATABASE_STOPPED,
    RELAY_AND_DATABASE,
    EVERYTHING;

    /** Whether nobody can ask the database anything until it is back. */
    boolean takesDatabaseAway() {
        return this == DATABASE_STOPPED || crashesDatabase();
    }

    /** Whether receipts may be stored late, or never. */
    boolean delaysReceipts() {
        return this != CONNECTIONS && this != RELAY;
    }

    /** Whether what is not in the log is lost, as the receipts are. */
    boolean crashesDatabase() {
        return switch (this) {
            case DATABASE, RELAY_AND_DATABASE, EVERYTHING -> true;
            case GATEWAY,
                    RELAY,
                    CONNECTIONS,
                    GATEWAY_AND_RELAY,
                    GATEWAY_STOPPED,
                    DATABASE_STOPPED ->
                    false;
        };
    }
}
