/**
 * Tendrils ("workers" in tables and paths): registration, heartbeat, drain, removal, and the
 * verdict that one is offline.
 *
 * <p>It knows no job: what a heartbeat means for leases is answered through {@link
 * io.vintner.trellis.tendrils.LeaseRenewal}.
 */
@NullMarked
package io.vintner.trellis.tendrils;

import org.jspecify.annotations.NullMarked;
