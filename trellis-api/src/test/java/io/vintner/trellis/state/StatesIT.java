package io.vintner.trellis.state;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class StatesIT {

    private final TestUser ada = TestUser.create();
    private TestTendril tendril;
    private String vine;
    private TestTendril.Lease lease;

    @BeforeEach
    void aDeployRuns() {
        tendril = ada.createTendril();
        vine = ada.createVine();
        ada.createJob(vine, "DEPLOY");
        lease = tendril.claimAndStart();
    }

    @Test
    void aStateIsPulledAsItWasPushed() {
        // Given
        tendril.pull(lease, vine).statusCode(204);
        tendril.push(lease, vine, state(1, "L", ""))
                .statusCode(200)
                .body("version", equalTo(1))
                .body("serial", equalTo(1))
                .body("lineage", equalTo("L"));

        // When
        tendril.push(lease, vine, state(5, "L", "x")).body("version", equalTo(2));

        // Then
        String pulled =
                tendril.pull(lease, vine)
                        .statusCode(200)
                        .header("X-State-Version", "2")
                        .extract()
                        .asString();
        assertThat(pulled).isEqualTo(state(5, "L", "x"));
        assertThat(versions()).isEqualTo("1,5");
    }

    @Test
    void theSameBytesAgainAreOneVersion() {
        // Given
        tendril.push(lease, vine, state(1, "L", ""));

        // When
        tendril.push(lease, vine, state(1, "L", "")).statusCode(200).body("version", equalTo(1));

        // Then
        assertThat(versions()).isEqualTo("1");
    }

    @Test
    void aStateOnlyMovesForwardInOneLineage() {
        // Given
        tendril.push(lease, vine, state(3, "L", ""));

        // Then
        assertProblem(tendril.push(lease, vine, state(3, "L", "other")), 409, "state-serial-stale")
                .body("serial", equalTo(3));
        assertProblem(tendril.push(lease, vine, state(2, "L", "")), 409, "state-serial-stale");
        assertProblem(tendril.push(lease, vine, state(9, "M", "")), 409, "state-lineage-changed");
        assertThat(versions()).isEqualTo("3");
    }

    @Test
    void aJobThatOnlyReadsPullsButNeverPushes() {
        // Given
        tendril.push(lease, vine, state(1, "L", ""));
        tendril.report(lease, "SUCCESS");
        ada.createJob(vine, "PLAN");
        TestTendril.Lease plan = tendril.claimAndStart();

        // Then
        tendril.pull(plan, vine).statusCode(200);
        assertProblem(tendril.push(plan, vine, state(2, "L", "")), 409, "state-read-only");
    }

    @Test
    void aStateOfAnotherVineOrEpochIsNotReached() {
        String other = ada.createVine();
        assertProblem(tendril.pull(lease, other), 404, "not-found");
        assertProblem(tendril.push(lease, other, state(1, "L", "")), 404, "not-found");
        var older = new TestTendril.Lease(lease.job(), lease.epoch() - 1, lease.answer());
        assertProblem(tendril.push(older, vine, state(1, "L", "")), 409, "lease-lost");
        assertProblem(tendril.ask().get("/api/state/" + vine).then(), 422, "invalid-field");
    }

    @Test
    void aFileThatIsCutShortIsRefused() {
        assertProblem(
                tendril.push(lease, vine, state(1, "L", "").substring(0, 30)),
                400,
                "malformed-request");
    }

    private String versions() {
        return Database.text(
                """
                select string_agg(serial::text, ',' order by version)
                from tf_state_versions where vine_id = ?
                """,
                UUID.fromString(vine));
    }

    private static String state(long serial, String lineage, String output) {
        return """
        {"version": 4, "terraform_version": "1.11.4", "serial": %d, "lineage": "%s",
         "outputs": {"o": "%s"}, "resources": []}
        """
                .formatted(serial, lineage, output);
    }
}
