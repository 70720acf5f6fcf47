package io.vintner.gateway.replay;

/** Who counts what replays do. */
public interface ReplayCounts {

    /** A channel was told of so many changes of the past. */
    void replayed(int changes);

    /** A channel was told that it has resumed. */
    void resumed();

    /** A channel that was to resume was told to fetch: what it missed had left the window. */
    void lost();
}
