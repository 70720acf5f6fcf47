/**
 * Who calls: users prove it by a JWT, Tendrils by their worker token.
 *
 * <p>It knows no feature and no table: the tendrils feature answers for worker tokens through
 * {@link io.vintner.trellis.auth.TendrilCredentials}. An operation asks for the caller it needs, so
 * it cannot be reached without one.
 */
@NullMarked
package io.vintner.trellis.auth;

import org.jspecify.annotations.NullMarked;
