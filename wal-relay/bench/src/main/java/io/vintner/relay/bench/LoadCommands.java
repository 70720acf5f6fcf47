package io.vintner.relay.bench;

import io.vintner.measure.ChildCommands;

/** What a program that reads loads is told: {@code drain} or {@code follow}, first row, rows. */
final class LoadCommands {

    private LoadCommands() {}

    /** What a child does. */
    interface Work {

        /** Reads until all rows have come. */
        RowWatch read(RowWatch rows) throws Exception;
    }

    /** Serves until the benchmark ends, and then ends this JVM. */
    static void serve(Work work) {
        new ChildCommands()
                .serve(words -> {
                    RowWatch rows =
                            new RowWatch(
                                    Long.parseLong(words[1]),
                                    Integer.parseInt(words[2]),
                                    words[0].equals("follow"));
                    ChildCommands.say("waiting");
                    ChildCommands.say(work.read(rows).answer());
                });
    }
}
