package io.vintner.gateway.bench;

/**
 * How one load arrived, over all its recipients. Latencies are in microseconds, from the moment for
 * which a row was planned to the moment when a client had read its bytes.
 *
 * @param written what was written, and how late that was itself
 * @param deliveries in all
 * @param firstHalf the median of the load's first half
 * @param secondHalf the median of its second half
 * @param beside what else is to be said of the run
 */
record Delivered(
        Written written,
        long deliveries,
        long p50,
        long p99,
        long max,
        long firstHalf,
        long secondHalf,
        Beside beside) {

    private static final double WRITTEN_MIN = 0.97;
    private static final long NOISE_MICROS = 10_000;
    private static final long LAG_MAX_MICROS = 1_000_000;

    /** What else is to be said of a run. */
    record Beside(Cores cores, String loadAverage) {}

    /** Whether the rate can be held: it was written, and the lag did not grow. */
    boolean held(int planned) {
        return written.perSecond() >= WRITTEN_MIN * planned
                && secondHalf <= 2 * firstHalf + NOISE_MICROS
                && p99 <= LAG_MAX_MICROS;
    }
}
