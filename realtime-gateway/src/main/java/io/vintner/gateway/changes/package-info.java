/**
 * Carries each change from the intake to the channels that hear it: asks the audience, puts the
 * bindings of a channel into one message, and lets equal messages be one. Knows no sockets.
 */
@NullMarked
package io.vintner.gateway.changes;

import org.jspecify.annotations.NullMarked;
