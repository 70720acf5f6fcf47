/**
 * The relay's memory: recent changes, each encoded once, and the readers that stand in them.
 *
 * <p>Events come from {@code Relay}, bytes go to {@code serve}. One thread writes; readers are
 * independent of each other. What leaves the window may be confirmed to PostgreSQL, and nothing
 * before that: after a crash PostgreSQL sends the window again. This package knows no database and
 * no sockets.
 */
@NullMarked
package io.vintner.relay.window;

import org.jspecify.annotations.NullMarked;
