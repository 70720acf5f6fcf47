/**
 * Lists in pages, by the values that they are sorted by (keyset): a row that comes or goes
 * meanwhile moves no other one from a page to the next.
 *
 * <p>It knows no table: each asks for its own columns after those of the cursor.
 */
@NullMarked
package io.vintner.trellis.pages;

import org.jspecify.annotations.NullMarked;
