package io.vintner.measure;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A benchmark as a program: reads its command line, measures, prints the report and writes it to a
 * file. Ends with 2 for a command line that is not understood, with 1 for a measure that broke.
 *
 * @param usage what is said to whoever was not understood
 * @param report below the project's folder
 */
public record BenchProgram<S>(String usage, String report, Measuring<S> measuring) {

    /** Measures; the report is Markdown. */
    @FunctionalInterface
    public interface Measuring<S> {
        String measure(S settings) throws Exception;
    }

    /** The project's folder. */
    public static Path home() {
        return Path.of(System.getProperty("vintner.home", ".")).toAbsolutePath().normalize();
    }

    /** Does it, and ends the process. */
    public void run(Asked<S> asked) throws Exception {
        switch (asked) {
            case Asked.Refused<S>(String reason) -> {
                System.err.println("vintner: " + reason);
                System.err.print(usage);
                System.exit(2);
            }
            case Asked.Run<S>(S settings) -> {
                try {
                    String text = measuring.measure(settings);
                    Files.writeString(home().resolve(report), text);
                    System.out.print(text);
                    System.exit(0);
                } catch (BrokenMeasureException broken) {
                    System.err.println("vintner: " + broken.getMessage());
                    System.exit(1);
                }
            }
        }
    }
}
