/**
 * The way to PostgreSQL: brings the schema up to date before the service is ready, and lends
 * transactions, either as the API itself or as a signed-in user under row-level security.
 *
 * <p>It knows no feature. Features hand it a piece of work and get a {@link
 * io.vintner.trellis.database.Session} to ask their statements on; only this package touches the
 * reactive driver.
 */
@NullMarked
package io.vintner.trellis.database;

import org.jspecify.annotations.NullMarked;
