package io.vintner.tendril;

import sun.misc.Signal;

/**
 * Takes SIGTERM and SIGINT away from the Java runtime, which would end the process at once and hear
 * no second signal. A shutdown hook cannot do that.
 */
final class Signals {

    private Signals() {}

    /** Calls the handler for every signal, on a thread that may block. */
    static void onTermination(Runnable handler) {
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), _ -> Thread.ofVirtual().name("signal").start(handler));
        }
    }
}
