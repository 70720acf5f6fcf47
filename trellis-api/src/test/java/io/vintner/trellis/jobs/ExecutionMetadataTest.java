package io.vintner.trellis.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ExecutionMetadataTest {

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void whatJsonbCannotHoldIsReplaced() throws JsonProcessingException {
        assertThat(ExecutionMetadata.of(json.readTree("{\"a\":\"x\\u0000y\"}")).json())
                .isEqualTo("{\"a\":\"x\\ufffdy\"}");
    }

    @Test
    void anAgentThatTellsLessOrMoreIsUnderstood() throws JsonProcessingException {
        assertThat(ExecutionMetadata.of(null).resources()).isEmpty();
        assertThat(ExecutionMetadata.of(json.readTree("{\"resources\":{}}")).resources()).isEmpty();
        assertThat(ExecutionMetadata.of(json.readTree("{\"resources\":[{\"new\":1}]}")).resources())
                .hasSize(1);
    }
}
