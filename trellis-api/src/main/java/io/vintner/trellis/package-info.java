/**
 * The Trellis API: jobs, logs, Tendrils, vineyards, vines and Terraform state over REST, and the
 * owner of the schema.
 *
 * <p>It tells nobody of a change. It writes rows; the WAL says so, and the gateway tells who may
 * know.
 */
@NullMarked
package io.vintner.trellis;

import org.jspecify.annotations.NullMarked;
