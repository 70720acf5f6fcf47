/**
 * The launcher: starts all of Vintner on an embedded PostgreSQL for one laptop and for the system
 * tests, fills in the demo data, and stops everything in order.
 *
 * <p>{@code Launcher} is the entrance, {@code LocalStack} the order of starting and stopping,
 * {@code ServicePrograms} what each service is told. Everything listens on 127.0.0.1 and uses
 * published demo secrets; nothing of this package is for production.
 */
@NullMarked
package io.vintner.local;

import org.jspecify.annotations.NullMarked;
