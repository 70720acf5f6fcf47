/**
 * Row-level security of the published tables: PostgreSQL's policies, compiled to tests of a row
 * where they are understood, asked of PostgreSQL where they are not. Takes what is declared from
 * the catalog and who asks from a token's claims; knows no subscriptions and no sockets.
 */
@NullMarked
package io.vintner.gateway.policy;

import org.jspecify.annotations.NullMarked;
