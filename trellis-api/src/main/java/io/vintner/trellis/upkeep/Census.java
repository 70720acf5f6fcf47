package io.vintner.trellis.upkeep;

/**
 * What stands in the database at one moment, over all users and nodes.
 *
 * @param oldestQueuedSeconds since the oldest of the queued jobs was created, by the database's
 *     clock; 0 when none is queued
 * @param unsealedLogs logs of jobs that have ended, of which nobody has said whether they are whole
 */
record Census(Jobs jobs, double oldestQueuedSeconds, Tendrils tendrils, long unsealedLogs) {

    /** Jobs that have not ended, by their status. */
    record Jobs(long queued, long claimed, long processing) {}

    /** Tendrils, by their status. */
    record Tendrils(long online, long draining, long offline) {}
}
