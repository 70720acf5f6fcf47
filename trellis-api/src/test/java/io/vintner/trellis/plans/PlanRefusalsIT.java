package io.vintner.trellis.plans;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans that are altered, or wanted twice at once; and what a Tendril says of those it refuses. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PlanRefusalsIT {

    private static final byte[] PLAN = "plan of grand-cru".getBytes(StandardCharsets.UTF_8);

    private final TestUser ada = TestUser.create();
    private TestTendril tendril;
    private String vine;
    private TestTendril.Lease plan;

    @BeforeEach
    void aPlanWasReviewed() {
        tendril = ada.createTendril();
        vine = ada.createVine();
        ada.createJob(vine, "PLAN");
        plan = tendril.claimAndStart();
        tendril.storePlan(plan, PLAN, 0).statusCode(200);
        tendril.report(plan, "SUCCESS").statusCode(200);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "content = set_byte(content, 20, get_byte(content, 20) # 1)",
                "content = substring(content from 1 for 20)",
                "sha256 = set_byte(sha256, 3, get_byte(sha256, 3) # 1)",
            })
    void f20APlanThatWasAlteredByOneByteIsNotHandedOut(String alteration) {
        // Given
        deploy().statusCode(201);
        TestTendril.Lease lease = tendril.claimAndStart();

        // When
        Database.run(
                "update plans set " + alteration + " where job_id = ?",
                UUID.fromString(plan.job()));

        // Then
        assertProblem(tendril.fetchPlan(lease), 409, "plan-altered");
        Database.run("delete from plans where job_id = ?", UUID.fromString(plan.job()));
    }

    @Test
    void f20APlanThatIsWantedManyTimesAtOnceIsGivenToOne() throws Exception {
        // Given
        List<Callable<Integer>> wishes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            wishes.add(() -> deploy().extract().statusCode());
        }

        // When
        List<Integer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> answer : threads.invokeAll(wishes)) {
                answers.add(answer.get());
            }
        }

        // Then
        assertThat(answers).containsOnlyOnce(201).containsOnly(201, 409);
        assertProblem(deploy(), 409, "plan-used");
        TestTendril.Lease lease = tendril.claimAndStart();
        assertThat(lease.answer().getString("plan.job_id")).isEqualTo(plan.job());
        tendril.claimNothing();
    }

    @Test
    void aTendrilIsToldOfWhichConfigurationItsJobIs() {
        // Given
        deploy().statusCode(201);

        // When
        TestTendril.Lease lease = tendril.claim();

        // Then
        assertThat(lease.answer().getString("job.config_hash"))
                .isEqualTo(lease.answer().getString("plan.config_hash"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAN_STALE", "PLAN_ALTERED", "PLAN_NOT_AVAILABLE"})
    void whyATendrilRefusedAPlanIsKeptAndTheVineGoesOn(String code) {
        // Given
        deploy().statusCode(201);
        TestTendril.Lease lease = tendril.claimAndStart();

        // When
        tendril.report(
                        lease,
                        Map.of(
                                "status",
                                "FAILED",
                                "epoch",
                                lease.epoch(),
                                "error_message",
                                "the plan is not the one that was reviewed",
                                "error_code",
                                code))
                .statusCode(200);

        // Then
        assertThat(ada.job(lease.job()).getString("error_code")).isEqualTo(code);
        assertThat(ada.vine(vine).getBoolean("reconcile")).isFalse();
        ada.createJob(vine, "DEPLOY");
        assertThat(tendril.claim().epoch()).isGreaterThan(lease.epoch());
    }

    private ValidatableResponse deploy() {
        return ada.ask()
                .body(Map.of("vine_id", vine, "job_type", "DEPLOY", "plan_job_id", plan.job()))
                .post("/api/jobs")
                .then();
    }
}
