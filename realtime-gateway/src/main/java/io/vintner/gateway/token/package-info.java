/**
 * Verifies the tokens that clients bring and says what they claim. Knows keys and time, nothing of
 * sockets or tables.
 */
@NullMarked
package io.vintner.gateway.token;

import org.jspecify.annotations.NullMarked;
