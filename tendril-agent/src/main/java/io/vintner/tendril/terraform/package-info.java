/**
 * Runs Terraform in a folder of its own. The operating system writes its output to two files, a
 * small shell script keeps its identity and its exit code, and everything that the agent wants to
 * know is read from files: so a Terraform outlives the program that started it.
 *
 * <p>It knows nothing of HTTP, of jobs or of where variables come from.
 */
@NullMarked
package io.vintner.tendril.terraform;

import org.jspecify.annotations.NullMarked;
