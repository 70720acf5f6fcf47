package io.vintner.trellis.jobs;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A Tendril that does not know how far Terraform got says so: nothing goes on before a person has
 * looked.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OutcomeUnknownIT {

    private final TestUser ada = TestUser.create();
    private TestTendril tendril;
    private String vine;

    @BeforeEach
    void aVineAndATendril() {
        tendril = ada.createTendril();
        vine = ada.createVine();
    }

    @ParameterizedTest(name = "a {0} that ends as {1}")
    @CsvSource({"DEPLOY, FAILED", "DESTROY, FAILED", "DEPLOY, CANCELLED"})
    void f2TheLockIsQuarantinedUntilTheOwnerHasLooked(String type, String status) {
        // Given
        deployed();
        ada.createJob(vine, type);
        TestTendril.Lease lease = tendril.claimAndStart();
        String waiting = ada.createJob(vine, "DEPLOY");

        // When
        report(lease, status, "OUTCOME_UNKNOWN")
                .statusCode(200)
                .body("status", equalTo(status))
                .body("error_code", equalTo("OUTCOME_UNKNOWN"));

        // Then
        assertThat(ada.vine(vine).getString("status")).isEqualTo("FAILED");
        assertThat(ada.vine(vine).getBoolean("reconcile")).isTrue();
        tendril.claimNothing();
        assertProblem(
                        ada.ask()
                                .body("{\"ID\":\"mine\"}")
                                .request("LOCK", "/api/state/" + vine)
                                .then(),
                        423,
                        "state-locked")
                .body("Info", containsString("reconcile"));
        assertProblem(
                ada.ask()
                        .body(Map.of("vine_id", vine, "job_type", "DEPLOY"))
                        .post("/api/jobs")
                        .then(),
                409,
                "vine-needs-reconcile");
        report(lease, status, "OUTCOME_UNKNOWN").statusCode(200);
        ada.ask().post("/api/vines/" + vine + "/reconcile").then().statusCode(200);
        assertThat(tendril.claim().job()).isEqualTo(waiting);
    }

    @Test
    void aTendrilThatDoesNotKnowTheWordEndsItsJobsAsBefore() {
        // Given
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease lease = tendril.claimAndStart();

        // When
        tendril.report(lease, "FAILED").statusCode(200).body("error_code", nullValue());

        // Then
        assertThat(ada.vine(vine).getBoolean("reconcile")).isFalse();
        ada.createJob(vine, "DEPLOY");
        assertThat(tendril.claim().epoch()).isPositive();
    }

    @Test
    void aWordThatIsNotKnownHereSaysNothing() {
        // Given
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease lease = tendril.claimAndStart();

        // When
        report(lease, "FAILED", "OF_A_LATER_VERSION")
                .statusCode(200)
                .body("error_code", nullValue());

        // Then
        assertThat(ada.vine(vine).getBoolean("reconcile")).isFalse();
    }

    @Test
    void aSuccessIsKnown() {
        // Given
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease lease = tendril.claimAndStart();

        // When
        report(lease, "SUCCESS", "OUTCOME_UNKNOWN").statusCode(200).body("error_code", nullValue());

        // Then
        assertThat(ada.vine(vine).getString("status")).isEqualTo("ACTIVE");
    }

    @Test
    void aJobThatOnlyReadsLeavesNothingToReconcile() {
        // Given
        ada.createJob(vine, "PLAN");
        TestTendril.Lease lease = tendril.claimAndStart();

        // When
        report(lease, "FAILED", "OUTCOME_UNKNOWN").statusCode(200);

        // Then
        assertThat(ada.vine(vine).getBoolean("reconcile")).isFalse();
        ada.createJob(vine, "DEPLOY");
        assertThat(tendril.claim().epoch()).isPositive();
    }

    private void deployed() {
        ada.createJob(vine, "DEPLOY");
        tendril.report(tendril.claimAndStart(), "SUCCESS").statusCode(200);
    }

    private ValidatableResponse report(TestTendril.Lease lease, String status, String code) {
        return tendril.report(
                lease, Map.of("status", status, "epoch", lease.epoch(), "error_code", code));
    }
}
