package io.vintner.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Prints the log rows of one job, each once, with its stream in front of every line. */
final class LogPrinter {

    private final PrintStream out;
    private final Set<String> printed = new HashSet<>();

    LogPrinter(PrintStream out) {
        this.out = out;
    }

    /** Prints the rows that were not printed before. */
    void print(List<JsonNode> rows) {
        for (JsonNode row : rows) {
            if (printed.add(identity(row))) {
                String stream = row.path("stream_type").asText();
                row.path("log_chunk").asText().lines().forEach(line -> line(stream, line));
            }
        }
        out.flush();
    }

    /** Prints a word of our own. */
    void note(String text) {
        line("", "── " + text);
        out.flush();
    }

    boolean printedAll(List<JsonNode> rows) {
        return rows.stream().map(LogPrinter::identity).allMatch(printed::contains);
    }

    private void line(String stream, String text) {
        out.printf("%-6s │ %s%n", stream, text);
    }

    private static String identity(JsonNode row) {
        return row.path("attempt").asText() + ":" + row.path("seq").asText();
    }
}
