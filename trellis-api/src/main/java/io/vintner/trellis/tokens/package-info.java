/**
 * Users' API tokens: made and revoked by their owner, shown once, kept as a hash.
 *
 * <p>What a token may do is decided in the auth package, which asks here whose it is.
 */
@NullMarked
package io.vintner.trellis.tokens;

import org.jspecify.annotations.NullMarked;
