package io.vintner.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.faults.rig.Owner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A job's log as a viewer has it: rows merged by their numbers, however they came. Thread-safe. */
final class ViewedLog {

    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();

    private record Row(String stream, String text) {}

    /** Takes a row, which may be there already. */
    synchronized void merge(JsonNode row) {
        long seq = row.path("seq").asLong();
        Row merged = new Row(row.path("stream_type").asText(), row.path("log_chunk").asText());
        Row before = rows.put(seq, merged);
        if (before != null && !before.equals(merged)) {
            wrong.add("row %d was %s, then %s".formatted(seq, before, merged));
        }
    }

    /** Takes all that is stored. */
    void fetch(Owner owner, String job) throws IOException, InterruptedException {
        long after = 0;
        while (true) {
            String path = "/api/jobs/%s/logs?after=%d".formatted(job, after);
            JsonNode page = owner.call("GET", path, null);
            if (page.path("items").isEmpty()) {
                return;
            }
            page.path("items").forEach(this::merge);
            after = page.path("next_after").asLong();
        }
    }

    /** How many rows there are. */
    synchronized int rows() {
        return rows.size();
    }

    /** What must not have happened: a row twice, with different contents. */
    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** All of one stream, in the order of the rows' numbers. */
    synchronized String text(String stream) {
        StringBuilder text = new StringBuilder();
        rows.values().stream()
                .filter(row -> row.stream().equals(stream))
                .forEach(row -> text.append(row.text()));
        return text.toString();
    }
}
