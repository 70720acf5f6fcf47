package io.vintner.gateway.channel;

/** How a channel ends. */
public sealed interface Ending {

    /** Its socket is gone: nobody is left to be told. */
    record Silent() implements Ending {}

    /** The client wished it, or joined the topic again. */
    record Closed() implements Ending {}

    /** It may not go on, for example because its token was revoked. */
    record ClosedFor(String why) implements Ending {}

    /** It cannot go on, but may be joined again. */
    record Failed(SystemMessage why) implements Ending {}
}
