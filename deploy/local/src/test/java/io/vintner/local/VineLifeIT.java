package io.vintner.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.TrellisClient;
import io.vintner.local.demo.TrellisRefusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Vines from their first plan to their end on real parts: the shipped agent and real Terraform,
 * reviewed plans through the API, every version of the state, and a person's own Terraform beside
 * the jobs.
 */
class VineLifeIT {

    private static final String WINE_OF_VARIABLES =
            """
            variable "year" {
              type = string
            }
            variable "cellar_password" {
              type      = string
              sensitive = true
            }
            resource "terraform_data" "wine" {
              input = { year = var.year, password = var.cellar_password }
            }
            """;

    @AutoClose private static SystemUnderTest system;
    @AutoClose private static TrellisClient ada;

    @TempDir Path folder;

    @BeforeAll
    static void start() {
        system = SystemUnderTest.start();
        ada = system.trellis(DemoUser.ADA);
    }

    @Test
    void aVineIsPlannedReviewedDeployedChangedAndDestroyed() throws Exception {
        // Given
        String vine =
                system.makeVine(
                        ada,
                        "whole-life",
                        WINE_OF_VARIABLES,
                        variables("1945", "grand-cru-secret"));

        // When
        JsonNode firstPlan = succeeded(queue(vine, "PLAN", Map.of()));
        JsonNode first = succeeded(queueReviewed(vine, firstPlan));
        long versionsAfterFirst = newestVersion(vine);
        ada.call("PATCH", "/api/vines/" + vine, Map.of("variables", variables("1961", null)));
        JsonNode secondPlan = succeeded(queue(vine, "PLAN", Map.of()));
        JsonNode second = succeeded(queueReviewed(vine, secondPlan));
        long versionsAfterSecond = newestVersion(vine);
        JsonNode destroy = succeeded(queue(vine, "DESTROY", Map.of()));

        // Then
        assertThat(counts(firstPlan)).isEqualTo(counts(first)).isEqualTo("1 0 0");
        assertThat(counts(secondPlan)).isEqualTo(counts(second)).isEqualTo("0 1 0");
        assertThat(counts(destroy)).isEqualTo("0 0 1");
        assertThat(plan(firstPlan).path("state_version").asLong()).isZero();
        assertThat(plan(secondPlan).path("state_version").asLong()).isEqualTo(versionsAfterFirst);
        for (JsonNode deploy : List.of(first, second)) {
            assertThat(deploy.path("unreviewed").asBoolean()).isFalse();
            assertThat(systemLines(deploy))
                    .contains("applying the reviewed plan, sha256 " + sha256(deploy))
                    .doesNotContain("terraform plan");
        }
        assertThat(versionsAfterFirst).isPositive();
        assertThat(versionsAfterSecond).isGreaterThan(versionsAfterFirst);
        everyVersionIsThere(vine, List.of(first, second, destroy));
        assertThat(ada.get("/api/vines/" + vine).path("status").asText()).isEqualTo("DESTROYED");
    }

    @Test
    void f20AReviewedPlanIsRefusedOnceItIsUsedOrItsConfigurationWasEdited() throws Exception {
        // Given
        String vine = system.makeVine(ada, "refused-plans", wine("1945"), List.of());
        JsonNode used = succeeded(queue(vine, "PLAN", Map.of()));
        JsonNode edited = succeeded(queue(vine, "PLAN", Map.of()));
        succeeded(queueReviewed(vine, used));

        // When
        change(vine, wine("1961"));

        // Then
        assertRefused(() -> queueReviewed(vine, used), "plan-used");
        assertRefused(() -> queueReviewed(vine, edited), "plan-stale")
                .hasMessageContaining("configuration");
    }

    @Test
    void aDriftThatAPersonMadeIsSeenInTheNextPlanAndMakesTheOlderOneStale() throws Exception {
        // Given
        String vine = system.makeVine(ada, "drift", wine("1945"), List.of());
        succeeded(queueReviewed(vine, succeeded(queue(vine, "PLAN", Map.of()))));
        JsonNode before = succeeded(queue(vine, "PLAN", Map.of()));
        PersonsTerraform person = PersonsTerraform.in(folder, system, ada, vine);

        // When
        assertThat(person.apply(wine("1961")).exit()).isZero();

        // Then
        assertThat(counts(before)).isEqualTo("0 0 0");
        assertRefused(() -> queueReviewed(vine, before), "plan-stale")
                .hasMessageContaining("state");
        JsonNode after = succeeded(queue(vine, "PLAN", Map.of()));
        assertThat(counts(after)).isEqualTo("0 1 0");
        succeeded(queueReviewed(vine, after));
        assertThat(person.state()).contains("1945").doesNotContain("1961");
        assertThat(versions(vine))
                .extracting(version -> version.path("user_id").asText(""))
                .contains(DemoUser.ADA.id().toString());
    }

    @Test
    void aPersonsOwnTerraformIsRefusedWhileAJobHoldsTheLock() throws Exception {
        // Given
        String vine = system.makeVine(ada, "locked", slowWine("1945"), List.of());
        PersonsTerraform person = PersonsTerraform.in(folder, system, ada, vine);
        JsonNode plan = succeeded(queue(vine, "PLAN", Map.of()));
        String deploy = queueReviewed(vine, plan);
        await().atMost(MainJob.PATIENCE).until(() -> log(deploy, "STDOUT").contains("glass 2"));

        // When
        PersonsTerraform.Run refused = person.apply(slowWine("1961"));

        // Then
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output())
                .contains("Error acquiring the state lock")
                .contains("ID=vintner-job-" + deploy);
        succeeded(deploy);
        PersonsTerraform.Run allowed = person.apply(wine("1961"));
        assertThat(allowed.exit()).as(allowed.output()).isZero();
        assertThat(person.state()).contains("1961");
    }

    @Test
    void f2ATerraformThatWasKilledLeavesTheVineToBeReconciled() throws Exception {
        // Given
        String vine = system.makeVine(ada, "killed", slowWine("1945"), List.of());
        String deploy = queue(vine, "DEPLOY", Map.of());
        await().atMost(MainJob.PATIENCE).until(() -> log(deploy, "STDOUT").contains("glass 2"));

        // When
        killTerraform();

        // Then
        JsonNode ended = ended(deploy);
        assertThat(ended.path("status").asText()).isEqualTo("FAILED");
        assertThat(ended.path("error_code").asText()).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(ada.get("/api/vines/" + vine).path("reconcile").asBoolean()).isTrue();
        assertRefused(() -> queue(vine, "DEPLOY", Map.of()), "vine-needs-reconcile");
        JsonNode plan = succeeded(queue(vine, "PLAN", Map.of()));
        assertThat(counts(plan)).isNotEqualTo("0 0 0");
        ada.post("/api/vines/" + vine + "/reconcile", null);
        change(vine, wine("1945"));
        succeeded(queueReviewed(vine, succeeded(queue(vine, "PLAN", Map.of()))));
    }

    private static void killTerraform() {
        ProcessHandle agent = Objects.requireNonNull(system.service("tendril-agent").handle());
        List<ProcessHandle> terraforms =
                agent.descendants()
                        .filter(it -> it.info().command().orElse("").endsWith("/terraform"))
                        .toList();
        assertThat(terraforms).isNotEmpty();
        terraforms.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Numbers without a gap, rising serials of one lineage, all by these jobs, nothing at the end.
     */
    private static void everyVersionIsThere(String vine, List<JsonNode> jobs) throws Exception {
        List<JsonNode> versions = versions(vine);
        List<Long> numbers = new ArrayList<>();
        long serial = -1;
        for (JsonNode version : versions) {
            numbers.add(version.path("version").asLong());
            assertThat(version.path("serial").asLong()).isGreaterThan(serial);
            serial = version.path("serial").asLong();
            assertThat(version.path("lineage")).isEqualTo(versions.getFirst().path("lineage"));
        }
        assertThat(numbers)
                .containsExactlyElementsOf(
                        java.util.stream.LongStream.rangeClosed(1, versions.size())
                                .boxed()
                                .toList());
        assertThat(versions.stream().map(version -> version.path("job_id").asText()).distinct())
                .containsExactlyElementsOf(
                        jobs.stream().map(job -> job.path("id").asText()).toList());
        JsonNode last = ada.get("/api/state/%s/versions/%d".formatted(vine, versions.size()));
        assertThat(last.path("serial").asLong()).isEqualTo(serial);
        assertThat(last.path("resources")).isEmpty();
    }

    /** Oldest first. */
    private static List<JsonNode> versions(String vine) throws IOException, InterruptedException {
        List<JsonNode> versions = new ArrayList<>();
        ada.get("/api/state/%s/versions?limit=200".formatted(vine))
                .path("items")
                .forEach(versions::addFirst);
        return versions;
    }

    private static long newestVersion(String vine) throws IOException, InterruptedException {
        return versions(vine).getLast().path("version").asLong();
    }

    private static String queue(String vine, String type, Map<String, ?> more)
            throws IOException, InterruptedException {
        Map<String, Object> body = new HashMap<>(more);
        body.put("vine_id", vine);
        body.put("job_type", type);
        return ada.post("/api/jobs", body).path("id").asText();
    }

    /** As a person does who has read the plan. */
    private static String queueReviewed(String vine, JsonNode plan)
            throws IOException, InterruptedException {
        return queue(
                vine,
                "DEPLOY",
                Map.of("plan_job_id", plan.path("id").asText(), "plan_sha256", sha256(plan)));
    }

    private static void change(String vine, String mainTf)
            throws IOException, InterruptedException {
        ada.call(
                "PATCH",
                "/api/vines/" + vine,
                Map.of("module", Map.of("files", Map.of("main.tf", mainTf))));
    }

    private static JsonNode succeeded(String job) throws IOException, InterruptedException {
        JsonNode row = ended(job);
        assertThat(row.path("status").asText())
                .as("%s: %s", row.path("job_type").asText(), row.path("error_message").asText())
                .isEqualTo("SUCCESS");
        return row;
    }

    private static JsonNode ended(String job) {
        return await("the end of the job")
                .atMost(MainJob.PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(
                        () -> ada.get("/api/jobs/" + job),
                        row -> MainJob.FINAL.contains(row.path("status").asText()));
    }

    private static JsonNode details(JsonNode job) throws IOException, InterruptedException {
        return ada.get("/api/jobs/" + job.path("id").asText() + "/details");
    }

    private static JsonNode plan(JsonNode job) throws IOException, InterruptedException {
        return details(job).path("plan");
    }

    private static String sha256(JsonNode job) throws IOException, InterruptedException {
        return plan(job).path("sha256").asText();
    }

    private static String counts(JsonNode job) throws IOException, InterruptedException {
        JsonNode plan = details(job).path("execution_metadata").path("plan");
        return "%s %s %s".formatted(plan.path("add"), plan.path("change"), plan.path("destroy"));
    }

    private static String systemLines(JsonNode job) throws IOException, InterruptedException {
        return log(job.path("id").asText(), "SYSTEM");
    }

    private static String log(String job, String stream) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        ada.get("/api/jobs/%s/logs?stream=%s&limit=500".formatted(job, stream))
                .path("items")
                .forEach(row -> text.append(row.path("log_chunk").asText()));
        return text.toString();
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable>
            assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String code) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrellisRefusal.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private static String wine(String year) {
        return """
        resource "terraform_data" "wine" {
          input = "%s"
        }
        """
                .formatted(year);
    }

    /**
     * @param password null: the one that is stored
     */
    private static List<Map<String, Object>> variables(String year, @Nullable String password) {
        Map<String, Object> secret = new HashMap<>();
        secret.put("name", "cellar_password");
        secret.put("value", password);
        secret.put("kind", "terraform");
        secret.put("secret", true);
        return List.of(Map.of("name", "year", "value", year, "kind", "terraform"), secret);
    }

    /** Takes some seconds to be made. */
    private static String slowWine(String year) {
        return """
        resource "terraform_data" "wine" {
          input = "%s"

          provisioner "local-exec" {
            command = "for i in 1 2 3 4 5 6 7 8 9 10; do echo glass $i; sleep 1; done"
          }
        }
        """
                .formatted(year);
    }
}
