/**
 * Writes the {@code data} object of a {@code postgres_changes} message (realtime protocol, section
 * 6): PostgreSQL's text of each value becomes the JSON that clients expect. Knows no subscriptions;
 * who may see which column is told to it.
 */
@NullMarked
package io.vintner.gateway.render;

import org.jspecify.annotations.NullMarked;
