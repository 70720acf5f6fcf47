package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Plans from their PLAN to the DEPLOY that applies them, with the shipped agent. The numbers are
 * those of the fault list that the control plane is designed against.
 */
class ReviewedPlanIT extends FaultFixture {

    private static final String STATE = "{\"version\": 4, \"serial\": %d, \"lineage\": \"rig\"}";

    @Test
    void theReviewedPlanIsAppliedByRealTerraformAndNothingIsPlannedAgain() throws Exception {
        // Given
        try (AgentProcess agent = AgentProcess.start(control, folder, Map.of())) {
            StrictJob firstPlan = succeeded(agent, control.hold("PLAN", wine("1945")));
            StrictJob first = succeeded(agent, control.holdReviewed(firstPlan, wine("1945")));
            StrictJob secondPlan = succeeded(agent, control.hold("PLAN", wine("1961")));

            // When
            StrictJob second = succeeded(agent, control.holdReviewed(secondPlan, wine("1961")));

            // Then
            assertThat(counts(firstPlan)).isEqualTo(counts(first)).isEqualTo("1 0 0");
            assertThat(counts(secondPlan)).isEqualTo(counts(second)).isEqualTo("0 1 0");
            assertThat(new String(control.stateVersions("vine-1").getLast(), UTF_8))
                    .contains("1961");
            assertThat(control.text(firstPlan, "SYSTEM")).containsOnlyOnce("plan stored, sha256 ");
            assertThat(control.text(second, "SYSTEM"))
                    .containsOnlyOnce("applying the reviewed plan, sha256 ")
                    .contains("terraform apply ended with exit code 0\n")
                    .doesNotContain("terraform plan");
            rig.assertWhole(control, second);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ON_ITS_WAY, PLAN_ALTERED",
        "AT_REST, PLAN_ALTERED",
        "KNOWN, PLAN_ALTERED",
        "NOT_HANDED_OUT, PLAN_NOT_AVAILABLE",
    })
    void f20APlanThatIsNotTheReviewedOneIsNeverApplied(
            StrictPlans.Alteration alteration, String code) throws Exception {
        // Given
        try (AgentProcess agent = agent()) {
            StrictJob plan = succeeded(agent, control.hold("PLAN", rig.module(2, 3)));
            control.alterPlans(alteration);

            // When
            StrictJob deploy = control.enqueue(control.holdReviewed(plan, rig.module(2, 3)));

            // Then
            awaitStatus(agent, deploy, "FAILED");
            assertThat(deploy.code).isEqualTo(code);
            assertThat(rig.ledger()).isEmpty();
            awaitNoFolders();
            assertThat(control.text(deploy, "SYSTEM"))
                    .contains("job failed: ")
                    .doesNotContain("terraform apply");
        }
    }

    @Test
    void f20APlanThatIsAlteredOnTheAgentsDiskIsNeverApplied() throws Exception {
        // Given
        Map<String, String> altering = new HashMap<>(rig.module(2, 3));
        altering.merge(
                "rig.sh",
                "last_words='[ $command != init ] || echo x >> plan.tfplan'\n",
                String::concat);
        try (AgentProcess agent = agent()) {
            StrictJob plan = succeeded(agent, control.hold("PLAN", rig.module(2, 3)));

            // When
            StrictJob deploy = control.enqueue(control.holdReviewed(plan, altering));

            // Then
            awaitStatus(agent, deploy, "FAILED");
            assertThat(deploy.code).isEqualTo("PLAN_ALTERED");
            assertThat(rig.ledger()).isEmpty();
        }
    }

    @Test
    void f20APlanOfAnotherStateIsNeverApplied() throws Exception {
        // Given
        try (AgentProcess agent = agent()) {
            StrictJob plan = succeeded(agent, control.hold("PLAN", rig.module(2, 3)));
            control.writeState("vine-1", STATE.formatted(7).getBytes(UTF_8));

            // When
            StrictJob deploy = control.enqueue(control.holdReviewed(plan, rig.module(2, 3)));

            // Then
            awaitStatus(agent, deploy, "FAILED");
            assertThat(deploy.code).isEqualTo("PLAN_STALE");
            assertThat(deploy.error).isEqualTo("the state has changed since the plan was made");
            assertThat(rig.ledger()).isEmpty();
        }
    }

    @Test
    void f20APlanOfAnotherConfigurationIsNeverApplied() throws Exception {
        // Given
        try (AgentProcess agent = agent()) {
            StrictJob plan = succeeded(agent, control.hold("PLAN", rig.module(2, 3)));
            StrictJob deploy = control.holdReviewed(plan, rig.module(2, 3));
            ((ObjectNode) deploy.lease.path("job")).put("config_hash", "hash-2");

            // When
            control.enqueue(deploy);

            // Then
            awaitStatus(agent, deploy, "FAILED");
            assertThat(deploy.code).isEqualTo("PLAN_STALE");
            assertThat(deploy.error).isEqualTo("the plan was made from another configuration");
            assertThat(rig.ledger()).isEmpty();
        }
    }

    @Test
    void f16APlanIsStoredWhenTheControlPlaneIsBackAndReportedOnlyThen() throws Exception {
        // Given
        rig.holdAt("plan");
        StrictJob plan = control.enqueue("PLAN", rig.module(2, 3));
        try (AgentProcess agent = agent()) {
            rig.awaitReached("plan");

            // When
            control.goAway();
            rig.letGo("plan");
            Path exit = rig.command(plan, "plan").resolve("exit");
            patiently(agent).until(() -> Files.exists(exit));
            control.lost().all("/plan-artifact");
            control.comeBack();
            patiently(agent).until(() -> control.lost().count() >= 2);
            assertThat(control.status(plan)).isEqualTo("PROCESSING");
            control.lost().none();

            // Then
            awaitStatus(agent, plan, "SUCCESS");
            assertThat(control.artefact(plan)).isNotNull();
        }
    }

    @Test
    void f16APlanIsStoredAndFetchedWhenTheDatabaseIsBack() throws Exception {
        // Given
        control.loseDatabase("/plan-artifact");
        StrictJob plan = control.enqueue("PLAN", rig.module(2, 3));
        try (AgentProcess agent = agent()) {
            patiently(agent).until(() -> control.unavailable() >= 2);
            assertThat(control.status(plan)).isEqualTo("PROCESSING");
            control.loseDatabase(null);
            awaitStatus(agent, plan, "SUCCESS");
            int before = control.unavailable();

            // When
            control.loseDatabase("/plan-artifact");
            StrictJob deploy = control.enqueue(control.holdReviewed(plan, rig.module(2, 3)));
            patiently(agent).until(() -> control.unavailable() >= before + 2);
            control.loseDatabase(null);

            // Then
            awaitStatus(agent, deploy, "SUCCESS");
            rig.assertCreated(2, 0);
        }
    }

    @Test
    void f16APlanThatNobodyTakesCanBeCancelled() throws Exception {
        // Given
        StrictJob plan = control.enqueue("PLAN", rig.module(2, 3));
        control.lost().all("/plan-artifact");
        try (AgentProcess agent = agent()) {
            patiently(agent).until(() -> control.lost().count() >= 1);

            // When
            control.direct(plan, "CANCEL");

            // Then
            awaitStatus(agent, plan, "CANCELLED");
            assertThat(plan.error).isEqualTo("cancelled before the plan was stored");
        }
    }

    @Test
    void f1AnAgentThatIsKilledWhileItStoresAPlanStoresTheSameBytesAgain() throws Exception {
        // Given
        StrictJob plan = control.enqueue("PLAN", rig.module(2, 3));
        control.lost().all("/plan-artifact");
        try (AgentProcess first = agent()) {
            patiently(first).until(() -> control.artefact(plan) != null);

            // When
            first.kill();
        }
        control.lost().none();
        try (AgentProcess second = agent()) {

            // Then
            awaitStatus(second, plan, "SUCCESS");
            rig.assertWhole(control, plan);
        }
    }

    @Test
    void f1AnAgentThatIsKilledInAPlanStillKnowsWhichStateItWasMadeFrom() throws Exception {
        // Given
        control.writeState("vine-1", STATE.formatted(3).getBytes(UTF_8));
        rig.holdAt("plan");
        StrictJob plan = control.enqueue("PLAN", rig.module(2, 3));
        try (AgentProcess first = agent()) {
            rig.awaitReached("plan");

            // When
            first.kill();
        }
        control.writeState("vine-1", STATE.formatted(4).getBytes(UTF_8));
        try (AgentProcess second = agent()) {
            rig.letGo("plan");

            // Then
            awaitStatus(second, plan, "SUCCESS");
            assertThat(plan.pulledVersion).isEqualTo(1);
            StrictJob deploy = control.enqueue(control.holdReviewed(plan, rig.module(2, 3)));
            awaitStatus(second, deploy, "FAILED");
            assertThat(deploy.code).isEqualTo("PLAN_STALE");
        }
    }

    @Test
    void f1AnAgentThatIsKilledBeforeAndInAReviewedApplyGoesOnWithThatPlan() throws Exception {
        // Given
        Map<String, String> module = new HashMap<>(rig.module(2, 3));
        module.merge("rig.sh", "last_words='[ $command != init ] || hold init'\n", String::concat);
        StrictJob plan;
        try (AgentProcess agent = agent()) {
            plan = succeeded(agent, control.hold("PLAN", module));
        }
        rig.holdAt("init");
        rig.holdAt("apply-1");
        StrictJob deploy = control.enqueue(control.holdReviewed(plan, module));
        try (AgentProcess first = agent()) {
            await().atMost(PATIENCE)
                    .until(() ->
                            Files.exists(rig.jobFolder(deploy).resolve("terraform"))
                                    && control.text(deploy, "STDOUT").contains("init stdout 3 "));

            // When
            first.kill();
        }
        rig.letGo("init");
        try (AgentProcess second = agent()) {
            rig.awaitReached("apply-1");
            second.kill();
        }
        rig.letGo("apply-1");
        try (AgentProcess third = agent()) {

            // Then
            awaitStatus(third, deploy, "SUCCESS");
            rig.assertCreated(2, 0);
            rig.assertWhole(control, deploy);
            assertThat(control.text(deploy, "SYSTEM"))
                    .containsOnlyOnce("\nterraform apply\n")
                    .doesNotContain("terraform plan");
        }
    }

    private static Map<String, String> wine(String year) {
        return Map.of(
                "main.tf",
                """
                resource "terraform_data" "wine" {
                  input = "%s"
                }
                """
                        .formatted(year));
    }

    private StrictJob succeeded(AgentProcess agent, StrictJob job) {
        control.enqueue(job);
        awaitStatus(agent, job, "SUCCESS");
        return job;
    }

    private static String counts(StrictJob job) {
        var plan = job.metadata.path("plan");
        return "%s %s %s".formatted(plan.path("add"), plan.path("change"), plan.path("destroy"));
    }

    private void awaitNoFolders() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(folder.resolve("data/jobs")).isEmptyDirectory());
    }
}
