package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped agent, real Terraform, and a control plane that checks every word. */
class AgentIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Prints to both streams for some seconds. */
    private static final String TALKATIVE =
            """
            variable "greeting" {
              type    = string
              default = "none"
            }
            resource "terraform_data" "wine" {
              count = 2
              input = "${var.greeting} ${count.index}"
              provisioner "local-exec" {
                command = "for i in 1 2 3 4; do echo out ${count.index} $i; echo err ${count.index} $i >&2; sleep 1; done"
              }
            }
            output "open" {
              value = terraform_data.wine[0].output
            }
            output "closed" {
              value     = "not to be seen"
              sensitive = true
            }
            """;

    @TempDir Path folder;

    private StrictControlPlane control;

    @BeforeEach
    void startControlPlane() throws IOException {
        control = new StrictControlPlane();
    }

    @AfterEach
    void nothingWasAgainstTheContract() {
        control.close();
        assertThat(control.breaches()).isEmpty();
    }

    @Test
    void deploysWithRealTerraformAndShipsEveryByte() throws Exception {
        // Given
        try (AgentProcess agent = AgentProcess.start(control, folder, Map.of())) {
            // When
            StrictJob job = control.enqueue("DEPLOY", Map.of("main.tf", TALKATIVE));
            awaitStatus(agent, job, "SUCCESS");

            // Then
            assertThat(job.statuses).containsExactly("CLAIMED", "PROCESSING", "SUCCESS");
            awaitShipped(job);
            assertThat(control.text(job, "STDOUT"))
                    .contains("out 0 4", "out 1 4", "Apply complete!");
            assertThat(control.text(job, "SYSTEM"))
                    .contains("terraform init\n", "terraform apply ended with exit code 0\n");
            assertThat(job.metadata.path("plan").path("add").asInt()).isEqualTo(2);
            assertThat(job.metadata.path("resources")).hasSize(2);
            assertThat(job.metadata.path("resources").path(0).path("type").asText())
                    .isEqualTo("terraform_data");
            assertThat(job.metadata.path("outputs").toString()).isEqualTo("{\"open\":\"none 0\"}");
            assertThat(control.stateVersions("vine-1")).isNotEmpty();
            assertThat(new String(control.stateVersions("vine-1").getLast(), UTF_8))
                    .contains("not to be seen");
            patiently(agent)
                    .untilAsserted(
                            () -> assertThat(folder.resolve("data/jobs")).isEmptyDirectory());
            Path identity = folder.resolve("data/identity.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(identity)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void leadsAVineThroughItsLife() throws Exception {
        // Given
        Map<String, String> module = Map.of("main.tf", TALKATIVE.replace("sleep 1", "sleep 0.1"));
        Map<String, String> failing =
                Map.of("main.tf", TALKATIVE.replace("sleep 1; done", "sleep 0.1; done; exit 7"));
        try (AgentProcess agent = AgentProcess.start(control, folder, Map.of())) {

            // When
            StrictJob test = finished(agent, "CONNECTION_TEST", module);
            StrictJob firstPlan = finished(agent, "PLAN", module);
            StrictJob broken = finished(agent, "DEPLOY", failing);
            StrictJob deploy = finished(agent, "DEPLOY", module);
            StrictJob secondPlan = finished(agent, "PLAN", module);
            StrictJob destroy = finished(agent, "DESTROY", module);
            StrictJob unknown = finished(agent, "BREW", module);

            // Then
            assertThat(control.text(test, "STDOUT")).contains("The configuration is valid");
            assertThat(counts(firstPlan)).isEqualTo("2 0 0");
            assertThat(broken.status).isEqualTo("FAILED");
            assertThat(broken.error)
                    .isEqualTo(
                            "terraform apply ended with exit code 1:"
                                    + " local-exec provisioner error");
            assertThat(counts(deploy)).as("what failed is replaced").isEqualTo("2 0 2");
            assertThat(counts(secondPlan)).isEqualTo("0 0 0");
            assertThat(counts(destroy)).isEqualTo("0 0 2");
            assertThat(destroy.metadata.path("resources")).isEmpty();
            assertThat(unknown.error).contains("too old for this job's type");
            assertThat(List.of(test, firstPlan, deploy, secondPlan, destroy))
                    .allMatch(job -> job.status.equals("SUCCESS"));
        }
    }

    @Test
    void claimsNothingWhileTheDiskIsShortOrTheControlPlaneWantsItToDrain() throws Exception {
        // Given
        Map<String, String> greedy = Map.of("VINTNER_TENDRIL_DISK_MIN", "1000000G");
        StrictJob job = control.enqueue("PLAN", Map.of("main.tf", TALKATIVE));

        // When
        try (AgentProcess agent = AgentProcess.start(control, folder, greedy)) {
            patiently(agent).until(() -> control.beats().size() >= 3);
        }
        control.askToDrain(true);
        int before = control.beats().size();
        try (AgentProcess agent = AgentProcess.start(control, folder, Map.of())) {
            patiently(agent).until(() -> control.beats().size() >= before + 4);

            // Then
            assertThat(control.status(job)).isEqualTo("QUEUED");
            assertThat(control.beats()).endsWith("DRAINING", "DRAINING");
            control.askToDrain(false);
            awaitStatus(agent, job, "SUCCESS");
        }
    }

    @Test
    void losesNothingWhileTheControlPlaneIsAwayInMidApply() throws Exception {
        // Given
        try (AgentProcess agent = AgentProcess.start(control, folder, Map.of())) {
            StrictJob job = control.enqueue("DEPLOY", Map.of("main.tf", TALKATIVE));
            patiently(agent).until(() -> control.text(job, "STDOUT").contains("out 0 1"));

            // When
            control.goAway();
            Path stdout = folder.resolve("data/jobs/" + job.id + "-1/terraform/output/stdout");
            patiently(agent).until(() -> Files.readString(stdout).contains("Apply complete!"));
            control.lost().next(4);
            control.comeBack();

            // Then
            awaitStatus(agent, job, "SUCCESS");
            awaitShipped(job);
            assertThat(control.stateVersions("vine-1")).isNotEmpty();
        }
    }

    @Test
    void isRegisteredOnceAlsoWhenTheAnswerToItIsLost() throws Exception {
        // Given
        control.lost().all("/api/tendrils/register");
        try (AgentProcess agent = AgentProcess.start(control, folder, Map.of())) {
            patiently(agent).until(() -> control.lost().count() > 1);

            // When
            control.lost().none();

            // Then
            patiently(agent).until(() -> control.beats().contains("ONLINE"));
        }
    }

    @Test
    void saysInOneSentenceWhyItCannotStart() throws Exception {
        // Given
        Map<String, String> noToken =
                Map.of("VINTNER_TENDRIL_REGISTRATION_TOKEN_FILE", folder + "/missing");

        // When
        try (AgentProcess agent = AgentProcess.start(control, folder, noToken)) {
            int exitCode = agent.awaitExit(PATIENCE);

            // Then
            assertThat(exitCode).isEqualTo(1);
            assertThat(agent.log()).contains("the registration token cannot be read");
            assertThat(agent.log()).doesNotContain("Exception");
        }
    }

    @Test
    void saysWhichLabelIsNone() throws Exception {
        // Given
        Map<String, String> wrong = Map.of("VINTNER_TENDRIL_LABELS", "zone=eu,large");

        // When
        try (AgentProcess agent = AgentProcess.start(control, folder, wrong)) {
            int exitCode = agent.awaitExit(PATIENCE);

            // Then
            assertThat(exitCode).isEqualTo(1);
            assertThat(agent.log()).contains("vintner.tendril.labels has 'large'");
            assertThat(agent.log()).doesNotContain("Exception");
        }
    }

    /** Waits, but not for an agent that has gone. */
    private static ConditionFactory patiently(AgentProcess agent) {
        return await().atMost(PATIENCE).failFast(agent::failIfGone);
    }

    private StrictJob finished(AgentProcess agent, String type, Map<String, String> module) {
        StrictJob job = control.enqueue(type, module);
        patiently(agent).until(() -> List.of("SUCCESS", "FAILED").contains(control.status(job)));
        return job;
    }

    private static String counts(StrictJob job) {
        JsonNode plan = job.metadata.path("plan");
        return "%d %d %d"
                .formatted(
                        plan.path("add").asInt(-1),
                        plan.path("change").asInt(-1),
                        plan.path("destroy").asInt(-1));
    }

    private void awaitStatus(AgentProcess agent, StrictJob job, String status) {
        patiently(agent)
                .untilAsserted(() ->
                        assertThat(control.status(job))
                                .as("%s; agent's log:%n%s", job.error, agent.log())
                                .isEqualTo(status));
    }

    /** Both streams arrived byte for byte, as they stand in Terraform's files, and it is proven. */
    private void awaitShipped(StrictJob job) {
        Path kept = folder.resolve("data/output").resolve(job.id);
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(control.text(job, "STDOUT"))
                            .isEqualTo(Files.readString(kept.resolve("stdout")));
                    assertThat(control.text(job, "STDERR"))
                            .isEqualTo(Files.readString(kept.resolve("stderr")));
                    assertThat(control.isSealed(job)).isTrue();
                });
    }
}
