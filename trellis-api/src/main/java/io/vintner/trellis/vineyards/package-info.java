/**
 * Vineyards: a user's groups of vines.
 *
 * <p>Rows come from the resource, go to {@code vineyards}, and are read back under the user's own
 * row-level security, as the realtime gateway would show them.
 */
@NullMarked
package io.vintner.trellis.vineyards;

import org.jspecify.annotations.NullMarked;
