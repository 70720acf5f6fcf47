package io.vintner.trellis.jobs;

import static io.vintner.trellis.testing.TestTendril.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class JobLifeIT {

    private final TestUser ada = TestUser.create();

    @Test
    void aDeployGoesFromQueuedToSuccessAndItsVineToActiveWithACost() {
        // Given
        String vine = ada.createVine();
        TestTendril tendril = ada.createTendril();
        String job = ada.createJob(vine, "DEPLOY");
        assertThat(ada.vine(vine).getString("status")).isEqualTo("DRAFT");

        // When
        TestTendril.Lease lease = tendril.claim();
        String claimed = ada.job(job).getString("status");
        tendril.report(lease, "PROCESSING").statusCode(200);
        String during = ada.vine(vine).getString("status");
        tendril.append(lease, List.of(chunk(1, "apply\n"), chunk(2, "done\n"))).statusCode(200);
        tendril.report(
                        lease,
                        Map.of(
                                "status", "SUCCESS",
                                "epoch", lease.epoch(),
                                "execution_metadata",
                                        Map.of(
                                                "plan", Map.of("add", 2),
                                                "resources",
                                                        List.of(
                                                                resource("small"),
                                                                resource("large")))))
                .statusCode(200);

        // Then
        assertThat(lease.job()).isEqualTo(job);
        assertThat(claimed).isEqualTo("CLAIMED");
        assertThat(during).isEqualTo("PROVISIONING");
        assertThat(ada.job(job).getString("status")).isEqualTo("SUCCESS");
        assertThat(ada.job(job).getString("worker_name")).isEqualTo("cellar");
        assertThat(ada.job(job).getBoolean("unreviewed")).isTrue();
        assertThat(ada.vine(vine).getString("status")).isEqualTo("ACTIVE");
        assertThat(ada.vine(vine).getDouble("estimated_monthly_cost")).isEqualTo(52.5);
        ada.ask()
                .get("/api/jobs/" + job + "/details")
                .then()
                .statusCode(200)
                .body("config_snapshot.module.files.'main.tf'", equalTo("# wine"))
                .body("execution_metadata.plan.add", equalTo(2))
                .body("events.kind", contains("queued", "claimed", "started", "success"));
    }

    @Test
    void aDestroyLeavesTheVineDestroyedAndCostingNothing() {
        // Given
        String vine = ada.createVine();
        TestTendril tendril = ada.createTendril();
        ada.createJob(vine, "DEPLOY");
        tendril.report(tendril.claimAndStart(), "SUCCESS").statusCode(200);
        ada.createJob(vine, "DESTROY");

        // When
        TestTendril.Lease lease = tendril.claimAndStart();
        String during = ada.vine(vine).getString("status");
        tendril.report(lease, "SUCCESS").statusCode(200);

        // Then
        assertThat(during).isEqualTo("DESTROYING");
        assertThat(ada.vine(vine).getString("status")).isEqualTo("DESTROYED");
        assertThat(ada.vine(vine).getDouble("estimated_monthly_cost")).isZero();
    }

    @Test
    void aFailedDeployLeavesTheVineFailedAndAFailedPlanLeavesItAlone() {
        // Given
        String vine = ada.createVine();
        TestTendril tendril = ada.createTendril();
        ada.createJob(vine, "PLAN");
        TestTendril.Lease plan = tendril.claimAndStart();
        tendril.report(
                        plan,
                        Map.of(
                                "status", "FAILED",
                                "epoch", plan.epoch(),
                                "error_message", "no\0pe"))
                .statusCode(200)
                .body("error_message", equalTo("no\uFFFDpe"));
        String afterPlan = ada.vine(vine).getString("status");
        ada.createJob(vine, "DEPLOY");

        // When
        tendril.report(tendril.claimAndStart(), "FAILED").statusCode(200);

        // Then
        assertThat(afterPlan).isEqualTo("DRAFT");
        assertThat(ada.vine(vine).getString("status")).isEqualTo("FAILED");
    }

    @Test
    void aListGoesThroughItsPagesNewestFirst() {
        // Given
        TestUser ben = TestUser.create();
        String vine = ben.createVine();
        String first = ben.createJob(vine, "PLAN");
        String second = ben.createJob(vine, "PLAN");
        String third = ben.createJob(vine, "CONNECTION_TEST");

        // When
        String cursor =
                ben.ask()
                        .get("/api/jobs?limit=2&vine_id=" + vine)
                        .then()
                        .statusCode(200)
                        .body("items.id", contains(third, second))
                        .body("next_cursor", notNullValue())
                        .extract()
                        .path("next_cursor");

        // Then
        ben.ask()
                .get("/api/jobs?limit=2&status=QUEUED,FAILED&cursor=" + cursor)
                .then()
                .statusCode(200)
                .body("items.id", contains(first))
                .body("next_cursor", equalTo(null));
        ben.ask().get("/api/jobs?status=SUCCESS").then().body("items", hasSize(0));
    }

    private static Map<String, Object> resource(String size) {
        return Map.of(
                "type", "terraform_data",
                "name", "wine",
                "values", Map.of("input", Map.of("size", size)));
    }
}
