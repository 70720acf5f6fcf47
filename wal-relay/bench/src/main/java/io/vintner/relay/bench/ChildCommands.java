package io.vintner.relay.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The other end of {@link ChildProgram}: the commands of the benchmark and the answers to it. */
final class ChildCommands {

    private final BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    /** What a child does. */
    interface Work {

        /** Reads the rows from {@code firstId} on, each once and in order. */
        RowWatch read(RowWatch rows) throws Exception;
    }

    /** Serves until the benchmark ends. */
    void serve(Work work) throws Exception {
        say("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            boolean timesCommits = words[0].equals("follow");
            RowWatch rows =
                    new RowWatch(Long.parseLong(words[1]), Long.parseLong(words[2]), timesCommits);
            say("waiting");
            say(work.read(rows).answer());
        }
    }

    private static void say(String answer) throws IOException {
        System.out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }
}
