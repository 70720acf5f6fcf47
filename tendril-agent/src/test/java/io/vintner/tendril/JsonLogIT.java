package io.vintner.tendril;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The agent's own log as machines read it. */
class JsonLogIT extends FaultFixture {

    private static final String SECRET = "hunter2-hunter2";
    private static final Map<String, String> JSON_LINES =
            Map.of("VINTNER_TENDRIL_LOG_JSON", "true");

    @Test
    void everyLineAboutAJobNamesItItsLeaseAndItsTendrilAndNoLineTellsASecret() throws Exception {
        // Given
        rig.holdAt("apply-1");
        StrictJob job = control.hold("DEPLOY", rig.module(2, 3));
        ((ObjectNode) job.lease.path("config_snapshot"))
                .withArray("variables")
                .addObject()
                .put("name", "pw")
                .put("value", SECRET)
                .put("kind", "terraform")
                .put("secret", true);
        control.enqueue(job);
        try (AgentProcess first = agent(JSON_LINES)) {
            rig.awaitReached("apply-1");
            first.kill();
        }

        // When
        try (AgentProcess second = agent(JSON_LINES)) {
            control.loseDatabase("/logs");
            patiently(second).until(() -> control.unavailable() > 1);
            control.loseDatabase(null);
            rig.letGo("apply-1");
            awaitStatus(second, job, "SUCCESS");
            patiently(second).until(() -> !Files.exists(rig.jobFolder(job)));
            second.terminate();
            assertThat(second.awaitExit(PATIENCE)).isZero();

            // Then
            List<JsonNode> lines = lines(second.log());
            assertThat(lines).noneMatch(line -> isSecret(line.toString(), job));
            assertThat(lines.stream().map(line -> line.path("message").asText()))
                    .as("what is told by the loop, by the job, and by the thread of its log")
                    .contains(
                            "job claimed: job=%s type=DEPLOY".formatted(job.id),
                            "job started: job=%s type=DEPLOY".formatted(job.id),
                            "going on with a job of an earlier run: job=" + job.id,
                            "control plane does not answer: call=append-logs error=status 503",
                            "job finished: job=%s status=SUCCESS".formatted(job.id));
            for (JsonNode line : lines) {
                String message = line.path("message").asText();
                if (message.startsWith("tendril is online")) {
                    assertThat(line.path("mdc")).isEmpty();
                }
                if (message.contains(job.id) || message.contains("append-logs")) {
                    assertThat(line.at("/mdc/jobId").asText()).isEqualTo(job.id);
                    assertThat(line.at("/mdc/epoch").asText()).isEqualTo("" + job.epoch);
                    assertThat(line.at("/mdc/tendrilId").asText())
                            .isEqualTo(StrictControlPlane.WORKER_ID);
                }
            }
        }
    }

    private static boolean isSecret(String line, StrictJob job) {
        return line.contains(SECRET)
                || line.contains(job.token)
                || line.contains(StrictControlPlane.WORKER_TOKEN)
                || line.contains(StrictControlPlane.REGISTRATION_TOKEN);
    }

    private static List<JsonNode> lines(String log) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        // Other lines are the Java machine's own.
        for (String line : log.lines().filter(it -> it.startsWith("{")).toList()) {
            lines.add(json.readTree(line));
        }
        return lines;
    }
}
