/**
 * What must happen without anyone calling: the one ticker of the service, which gives verdicts on
 * silent Tendrils and lapsed leases, and forgets old idempotency keys.
 *
 * <p>The verdicts themselves belong to the features; this package only decides when they may be
 * given.
 */
@NullMarked
package io.vintner.trellis.upkeep;

import org.jspecify.annotations.NullMarked;
