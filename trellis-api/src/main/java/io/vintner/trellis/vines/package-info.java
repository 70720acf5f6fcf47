/**
 * Vines: one infrastructure configuration each, with its module, its variables and its status.
 *
 * <p>The jobs feature asks for the frozen {@link io.vintner.trellis.vines.ConfigSnapshot} and tells
 * when a mutating job started or ended; nothing here knows what a job is.
 */
@NullMarked
package io.vintner.trellis.vines;

import org.jspecify.annotations.NullMarked;
