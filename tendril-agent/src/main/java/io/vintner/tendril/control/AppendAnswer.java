package io.vintner.tendril.control;

import java.time.Duration;

/**
 * What the control plane says to log lines.
 *
 * @param nextSeq everything below is stored
 * @param flushInterval how often it wants more
 * @param directive for the job
 */
public record AppendAnswer(long nextSeq, Duration flushInterval, Directive directive) {}
