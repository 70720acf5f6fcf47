package io.vintner.gateway.filter;

/**
 * A condition of a filter that only PostgreSQL can always decide. Its answer depends on the value
 * alone: not on the rest of the row, nor on who asks.
 *
 * @param operand what the client wrote, known to be readable
 */
public record ValueQuestion(String column, ValueComparison comparison, String operand) {}
