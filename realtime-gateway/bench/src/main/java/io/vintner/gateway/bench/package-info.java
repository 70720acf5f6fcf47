/**
 * Measures the built gateway: a real PostgreSQL, the built relay and the built gateway as processes
 * of their own, and the clients as one more. Judges no figure; what fails is a row that is lost,
 * repeated, out of order, or somebody else's.
 */
@NullMarked
package io.vintner.gateway.bench;

import org.jspecify.annotations.NullMarked;
