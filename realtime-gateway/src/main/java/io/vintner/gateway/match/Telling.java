package io.vintner.gateway.match;

/**
 * What is told beyond what upstream tells.
 *
 * @param leaves an update that takes a row out of somebody's filter or sight
 * @param truncations that a table was emptied
 */
record Telling(boolean leaves, boolean truncations) {}
