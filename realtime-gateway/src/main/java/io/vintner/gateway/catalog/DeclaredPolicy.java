package io.vintner.gateway.catalog;

/**
 * A policy that judges SELECT, as PostgreSQL keeps it.
 *
 * @param using its USING clause, deparsed with an empty search path; never absent, as policies
 *     without one do not take part
 */
public record DeclaredPolicy(String name, boolean permissive, String using) {}
