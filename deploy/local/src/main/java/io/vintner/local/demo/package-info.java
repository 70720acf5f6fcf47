/**
 * The demo: two users, their vineyards and vines, and a job that one can watch in the terminal.
 *
 * <p>Everything goes through the public doors, as any user's program would: the REST API for what
 * is written, the gateway for what is heard. This package must not know the database, nor which
 * processes run.
 */
@NullMarked
package io.vintner.local.demo;

import org.jspecify.annotations.NullMarked;
