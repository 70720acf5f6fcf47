/**
 * What PostgreSQL declares about the published tables: columns and their types, roles, privileges
 * and policies. {@link io.vintner.gateway.catalog.Catalog} is one consistent snapshot; {@link
 * io.vintner.gateway.catalog.LiveCatalog} reads it again whenever it changes. Judges nothing and
 * knows no clients.
 */
@NullMarked
package io.vintner.gateway.catalog;

import org.jspecify.annotations.NullMarked;
