/**
 * The changes of the last minutes, as they came from the relay, so that a channel that comes back
 * can be told what it missed. Knows no channels and no clients.
 */
@NullMarked
package io.vintner.gateway.history;

import org.jspecify.annotations.NullMarked;
