package io.vintner.relay.window;

import java.time.Duration;

/**
 * How much of the past a window holds at one moment.
 *
 * @param bytes of memory, without the piece that is being written
 * @param entries changes and places that readers may be sent
 * @param age of the oldest of them; nothing if there is none
 */
public record WindowState(long bytes, long entries, Duration age) {}
