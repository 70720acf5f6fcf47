/**
 * The way to PostgreSQL: opens connections as the gateway's own role and waits for their answers on
 * virtual threads. Knows no tables, no policies and no clients.
 */
@NullMarked
package io.vintner.gateway.database;

import org.jspecify.annotations.NullMarked;
