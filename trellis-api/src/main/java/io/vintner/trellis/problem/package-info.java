/**
 * What a caller is told when a call fails: the catalogue of problems (RFC 9457) and the one place
 * that turns exceptions into them.
 *
 * <p>It knows no feature. Features throw a {@link io.vintner.trellis.problem.ProblemException}; all
 * else that escapes becomes one here, without a stack, a statement or a driver's text.
 */
@NullMarked
package io.vintner.trellis.problem;

import org.jspecify.annotations.NullMarked;
