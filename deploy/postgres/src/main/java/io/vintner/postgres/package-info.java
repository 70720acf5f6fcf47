/**
 * An embedded PostgreSQL, set up as Vintner needs one: logical WAL, durable commits, password
 * authentication, and the four database roles of the services.
 *
 * <p>{@code deploy/local} runs the product on it and every service's tests run against it; nothing
 * in production does. It knows no service, only the database that they share.
 */
@NullMarked
package io.vintner.postgres;

import org.jspecify.annotations.NullMarked;
