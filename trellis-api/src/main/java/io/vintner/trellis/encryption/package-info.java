/**
 * What stands in the database encrypted: Terraform's states, plans and secret variables,
 * AES-256-GCM under configured keys, each ciphertext bound to its row; and the sweep that seals
 * anew after a rotation.
 *
 * <p>It knows which tables hold sealed content and which columns name a row, and nothing of what
 * the content means.
 */
@NullMarked
package io.vintner.trellis.encryption;

import org.jspecify.annotations.NullMarked;
