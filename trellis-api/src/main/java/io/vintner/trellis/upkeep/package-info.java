/**
 * What must happen without anyone calling: the one ticker of the service, which gives verdicts on
 * silent Tendrils and lapsed leases, seals anew what is under a retired key, and deletes what is
 * kept no longer.
 *
 * <p>The verdicts themselves belong to the features; this package only decides when they may be
 * given.
 */
@NullMarked
package io.vintner.trellis.upkeep;

import org.jspecify.annotations.NullMarked;
