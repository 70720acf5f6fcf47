/**
 * The operator's price list: what a resource costs in a month.
 *
 * <p>Read once from a file at start. It knows no vine and no job; no price is written in code.
 */
@NullMarked
package io.vintner.trellis.prices;

import org.jspecify.annotations.NullMarked;
