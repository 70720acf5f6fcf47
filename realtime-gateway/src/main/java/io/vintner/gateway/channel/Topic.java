package io.vintner.gateway.channel;

import org.jspecify.annotations.Nullable;

/**
 * The name of a channel.
 *
 * @param name without the prefix {@code realtime:}; never empty
 */
public record Topic(String name) {

    /** What every topic begins with on the wire. */
    public static final String PREFIX = "realtime:";

    public Topic {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a topic has a name");
        }
    }

    /** Reads a topic as it stands on the wire; null if it is none. */
    public static @Nullable Topic parse(String wire) {
        return wire.startsWith(PREFIX) && wire.length() > PREFIX.length()
                ? new Topic(wire.substring(PREFIX.length()))
                : null;
    }

    /** As it stands on the wire. */
    public String wire() {
        return PREFIX + name;
    }
}
