package io.vintner.faults.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.faults.rig.Owner;
import io.vintner.faults.rig.Rig;
import io.vintner.local.demo.RealtimeClient;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Poll;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of the gateway that follows one job's log, whose Terraform prints into each line when it
 * prints it: {@code printed at <nanoseconds since 1970>}.
 */
final class WatchedLines implements AutoCloseable {

    private static final Pattern LINE = Pattern.compile("printed at (\\d+)\n");
    private static final Duration LAST_MAX = Duration.ofMinutes(5);

    private final RealtimeClient client;
    private final Queue<Line> heard = new ConcurrentLinkedQueue<>();
    private final StringBuilder rest = new StringBuilder();

    /**
     * One line, in milliseconds from its print.
     *
     * @param cut until the agent has cut the chunk that it is in
     * @param stored until the transaction that stores it has begun
     * @param here until the client has it
     */
    record Line(double cut, double stored, double here) {}

    /** Returns when every later row of the job's log will be heard. */
    WatchedLines(Rig rig, Owner owner, String gateway, String job)
            throws IOException, InterruptedException {
        client = new RealtimeClient(gateway, rig.anonKey(), () -> {});
        client.join(
                "log-of-" + job,
                new RealtimeClient.Binding(
                        "INSERT", "public", "provision_job_logs", "job_id=eq." + job),
                rig.token(owner.id()),
                this::hear);
    }

    /** The shell commands that print so many lines, one in {@code pause} seconds. */
    static String printing(int lines, String pause) {
        return """
        n=0; while [ $n -lt %d ]; do echo "printed at $(date +%%s%%N)"; sleep %s; n=$((n + 1)); done\
        """
                .formatted(lines, pause);
    }

    /** What became of each line, once so many have come. */
    List<Line> await(int lines)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Poll.until("the last line of a log", LAST_MAX, () -> heard.size() >= lines);
        return List.copyOf(heard);
    }

    private void hear(JsonNode change) {
        Instant now = Instant.now();
        JsonNode row = change.path("record");
        if (!row.path("stream_type").asText().equals("STDOUT")) {
            return;
        }
        rest.append(row.path("log_chunk").asText());
        Matcher lines = LINE.matcher(rest);
        int read = 0;
        while (lines.find()) {
            long printed = Long.parseLong(lines.group(1));
            heard.add(
                    new Line(
                            since(printed, instant(row, "emitted_at")),
                            since(printed, instant(row, "created_at")),
                            since(printed, now)));
            read = lines.end();
        }
        rest.delete(0, read);
    }

    private static Instant instant(JsonNode row, String column) {
        return OffsetDateTime.parse(row.path(column).asText()).toInstant();
    }

    private static double since(long printed, Instant then) {
        return (then.getEpochSecond() * 1_000_000_000L + then.getNano() - printed) / 1e6;
    }

    /** The spread of the whole way, and where the median line was meanwhile. */
    static String words(List<Line> lines) throws BrokenMeasureException {
        return "%s; cut after p50 %s ms, stored after %s ms"
                .formatted(
                        Spread.of(lines.stream().map(Line::here).toList()).words(),
                        Report.one(Spread.of(lines.stream().map(Line::cut).toList()).median()),
                        Report.one(Spread.of(lines.stream().map(Line::stored).toList()).median()));
    }

    @Override
    public void close() {
        client.close();
    }
}
