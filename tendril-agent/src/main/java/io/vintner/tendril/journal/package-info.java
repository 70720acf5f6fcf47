/**
 * What an agent that is killed leaves for the next one: which jobs it had, under which lease, and
 * how far each had come. One folder a job, written so that it can be read after a kill at any
 * moment.
 */
@NullMarked
package io.vintner.tendril.journal;

import org.jspecify.annotations.NullMarked;
