/**
 * Child processes of the launcher: started with their output going to a file, watched, started
 * again when they die, asked whether they are ready, and stopped with patience and in the end with
 * force.
 *
 * <p>This package knows processes, ports and HTTP health checks; it must not know which services
 * Vintner has, nor what they do.
 */
@NullMarked
package io.vintner.local.process;

import org.jspecify.annotations.NullMarked;
