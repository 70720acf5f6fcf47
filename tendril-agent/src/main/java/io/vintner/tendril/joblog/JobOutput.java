package io.vintner.tendril.joblog;

import java.nio.file.Path;

/**
 * The two files that a job's program writes to; either may not be there yet.
 *
 * @param stdout standard output of all its steps, one behind the other
 * @param stderr standard error, alike
 */
public record JobOutput(Path stdout, Path stderr) {}
