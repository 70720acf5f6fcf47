/**
 * Tests of row versions: the client's filter grammar, and conditions that compare a column as
 * PostgreSQL compares its type. Values come as PostgreSQL's own text; results are three-valued,
 * plus "the value is not there" and "only PostgreSQL knows". Knows no claims, no policies, no
 * sockets.
 */
@NullMarked
package io.vintner.gateway.filter;

import org.jspecify.annotations.NullMarked;
