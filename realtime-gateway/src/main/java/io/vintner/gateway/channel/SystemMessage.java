package io.vintner.gateway.channel;

import org.jspecify.annotations.Nullable;

/**
 * Something that the gateway tells a channel about itself ({@code system}).
 *
 * @param about the part that speaks
 * @param ok whether it is good news
 * @param text for people
 * @param count what goes with it; null if no number does
 */
public record SystemMessage(Extension about, boolean ok, String text, @Nullable Long count) {

    private SystemMessage(Extension about, boolean ok, String text) {
        this(about, ok, text, null);
    }

    /** Which part of the gateway speaks. */
    public enum Extension {
        SYSTEM("system"),
        POSTGRES_CHANGES("postgres_changes"),
        RESUME("resume");

        private final String wireName;

        Extension(String wireName) {
            this.wireName = wireName;
        }

        /** As it stands on the wire. */
        public String wireName() {
            return wireName;
        }
    }

    /** Every binding of the channel is live. */
    public static final SystemMessage SUBSCRIBED =
            new SystemMessage(Extension.POSTGRES_CHANGES, true, "Subscribed to PostgreSQL");

    /** Changes were missed; what the client holds may be out of date. */
    public static final SystemMessage CHANGES_MISSED =
            new SystemMessage(
                    Extension.POSTGRES_CHANGES,
                    false,
                    "Changes were missed: join again, then fetch");

    /** There is no receipt to go on from: what the client holds may be out of date. */
    public static final SystemMessage FETCH =
            new SystemMessage(Extension.RESUME, true, "fetch", 0L);

    /** Everything that followed the client's receipt has been sent, so many changes. */
    public static SystemMessage resumed(long replayed) {
        return new SystemMessage(Extension.RESUME, true, "resumed", replayed);
    }

    /** A new token could not be put in the place of the old one. */
    public static final SystemMessage NOT_RENEWED =
            new SystemMessage(
                    Extension.SYSTEM, false, "The new token could not be taken: join again");

    /** Asked for, but not served here. */
    public static final SystemMessage NO_DATABASE_BROADCAST =
            new SystemMessage(Extension.SYSTEM, false, Refusal.BROADCAST.message());

    /** A join of the first protocol, whose topic names a table: it would hear nothing for ever. */
    public static final SystemMessage NO_LEGACY =
            new SystemMessage(
                    Extension.POSTGRES_CHANGES,
                    false,
                    "This server does not serve subscriptions by topic: name tables in"
                            + " config.postgres_changes");

    /** The bindings of the channel cannot be served. */
    public static SystemMessage notSubscribed(String why) {
        return new SystemMessage(Extension.POSTGRES_CHANGES, false, why);
    }

    /** Why the channel ends. */
    public static SystemMessage ending(String why) {
        return new SystemMessage(Extension.SYSTEM, false, why);
    }
}
