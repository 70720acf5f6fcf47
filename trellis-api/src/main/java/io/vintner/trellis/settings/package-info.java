/**
 * What the dashboard must know before anyone signed in, and the sign-in of the local profile.
 *
 * <p>Reads configuration only; no table.
 */
@NullMarked
package io.vintner.trellis.settings;

import org.jspecify.annotations.NullMarked;
