package io.vintner.gateway.bench;

import java.nio.file.Path;

/**
 * What every measure works with.
 *
 * @param folder for logs and secrets of the processes
 */
record BenchRun(BenchDatabase database, BenchSettings settings, Path folder) {}
