/**
 * Calls that are made again under the same {@code Idempotency-Key}, because their answer was lost:
 * each is done once and answered the same each time.
 *
 * <p>It knows no feature: a resource hands it the call and what is to be done once. The answer is
 * kept with what was done, in one transaction, sealed, for a day.
 */
@NullMarked
package io.vintner.trellis.idempotency;

import org.jspecify.annotations.NullMarked;
