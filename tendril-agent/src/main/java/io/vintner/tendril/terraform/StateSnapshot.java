package io.vintner.tendril.terraform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One whole version of a state file.
 *
 * @param serial Terraform's own version number, rising
 * @param bytes the file, unchanged; it holds secrets
 */
@SuppressWarnings("ArrayRecordComponent") // compared by serial only
public record StateSnapshot(long serial, byte[] bytes) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a state file; empty if there is none, or if it was caught in the middle of being
     * written and has to be read again.
     */
    public static Optional<StateSnapshot> read(Path file) throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(file);
            JsonNode state = JSON.readTree(bytes);
            JsonNode serial = state.path("serial");
            boolean whole = serial.isIntegralNumber() && state.path("lineage").isTextual();
            return whole
                    ? Optional.of(new StateSnapshot(serial.longValue(), bytes))
                    : Optional.empty();
        } catch (NoSuchFileException | JsonProcessingException notNow) {
            return Optional.empty();
        }
    }

    /** The bytes hold secrets. */
    @Override
    public String toString() {
        return "StateSnapshot[serial=" + serial + ", bytes=" + bytes.length + "]";
    }
}
