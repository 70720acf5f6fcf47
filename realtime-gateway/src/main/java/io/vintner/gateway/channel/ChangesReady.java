package io.vintner.gateway.channel;

/** Whether changes arrive, or will all be caught up with. */
public interface ChangesReady {

    /**
     * Waits until no change from now on can be missed, but not for long.
     *
     * @return whether that is so
     */
    boolean await();
}
