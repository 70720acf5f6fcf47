/**
 * What the benchmarks of the services have in common: their options, the processes that they start,
 * and the machine that they run on. Knows no service.
 */
@NullMarked
package io.vintner.measure;

import org.jspecify.annotations.NullMarked;
