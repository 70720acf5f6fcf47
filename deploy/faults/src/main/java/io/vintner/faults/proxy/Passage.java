package io.vintner.faults.proxy;

/**
 * One request on its way.
 *
 * @param number counts the requests of this proxy, from 1
 * @param body what it says; empty: nothing
 */
public record Passage(long number, String method, String path, String body) {

    /** Whether it only asks. */
    public boolean reads() {
        return method.equals("GET");
    }
}
