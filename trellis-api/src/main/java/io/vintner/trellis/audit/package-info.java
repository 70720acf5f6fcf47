/**
 * The record of what matters for safety: tokens made and revoked, locks taken by hand, states put
 * right. Only added to, in the transaction of what it tells of; read by the owner.
 */
@NullMarked
package io.vintner.trellis.audit;

import org.jspecify.annotations.NullMarked;
