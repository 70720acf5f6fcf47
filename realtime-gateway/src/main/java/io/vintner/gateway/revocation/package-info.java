/**
 * Tokens that may no longer be used although they have not expired. They come in over HTTP, from
 * whoever has the secret for it, or from another gateway of the same database through {@code
 * vintner.revocations}; they go to the {@code token} package, which asks about every token. Knows
 * no channels and no sockets.
 */
@NullMarked
package io.vintner.gateway.revocation;

import org.jspecify.annotations.NullMarked;
