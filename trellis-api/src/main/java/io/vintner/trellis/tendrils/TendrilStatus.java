package io.vintner.trellis.tendrils;

/** What people see of a Tendril. */
public enum TendrilStatus {
    /** It beats and takes jobs. */
    ONLINE,
    /** It beats, finishes its jobs and takes no new one. */
    DRAINING,
    /** It said good-bye, or has been silent for too long. */
    OFFLINE;

    /**
     * What it is after a heartbeat in which it called itself this.
     *
     * @param drainRequested whether its owner has asked it to drain
     */
    TendrilStatus whenAsked(boolean drainRequested) {
        return switch (this) {
            case ONLINE -> drainRequested ? DRAINING : ONLINE;
            case DRAINING, OFFLINE -> this;
        };
    }
}
