package io.vintner.gateway.socket;

/** How many joins one socket has left: a second's worth, refilled evenly. Not thread-safe. */
final class JoinRate {

    private static final long SECOND = 1_000_000_000L;

    private final int perSecond;
    private double left;
    private long countedAt;

    JoinRate(int perSecond, long now) {
        this.perSecond = perSecond;
        this.left = perSecond;
        this.countedAt = now;
    }

    /**
     * Takes one join, if any is left.
     *
     * @param now in nanoseconds of any clock that only goes forward
     */
    boolean take(long now) {
        left = Math.min(perSecond, left + (double) (now - countedAt) / SECOND * perSecond);
        countedAt = now;
        if (left < 1) {
            return false;
        }
        left -= 1;
        return true;
    }
}
