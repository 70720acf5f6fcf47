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
    private final Queue<Double> millis = new ConcurrentLinkedQueue<>();
    private final StringBuilder rest = new StringBuilder();

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

    /** The times from print to here, in milliseconds, once so many lines have come. */
    List<Double> await(int lines)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Poll.until("the last line of a log", LAST_MAX, () -> millis.size() >= lines);
        return List.copyOf(millis);
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
            long here = now.getEpochSecond() * 1_000_000_000L + now.getNano();
            millis.add((here - printed) / 1e6);
            read = lines.end();
        }
        rest.delete(0, read);
    }

    @Override
    public void close() {
        client.close();
    }
}
