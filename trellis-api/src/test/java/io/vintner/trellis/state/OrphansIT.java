package io.vintner.trellis.state;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import io.vintner.trellis.upkeep.Sweeper;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Tendril that was given up comes back with the state that its Terraform left. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OrphansIT {

    @Inject Sweeper sweeper;
    @Inject StateRetention retention;

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
        tendril.push(lease, vine, state(1, "pushed in time")).statusCode(200);
    }

    @Test
    void f8TheStateOfALostLeaseIsKeptAndNeverBecomesTheVines() {
        // Given
        lose();
        ada.ask().post("/api/vines/" + vine + "/reconcile").then().statusCode(200);
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease newer = tendril.claimAndStart();
        tendril.push(newer, vine, state(2, "of the newer job")).statusCode(200);

        // When
        assertProblem(tendril.push(lease, vine, state(9, "late")), 409, "lease-lost");
        tendril.pushOrphan(lease, vine, state(9, "late"))
                .statusCode(200)
                .body("job_id", equalTo(lease.job()))
                .body("serial", equalTo(9));

        // Then
        tendril.pushOrphan(lease, vine, state(9, "late")).statusCode(200);
        assertProblem(
                tendril.pushOrphan(lease, vine, state(9, "another")), 409, "state-serial-stale");
        ada.ask().get(path("")).then().header("X-State-Version", "2").body("serial", equalTo(2));
        ada.ask().get(path("/versions")).then().body("items.serial", contains(2, 1));
        tendril.push(newer, vine, state(3, "of the newer job")).statusCode(200);
        orphans()
                .body("items.serial", contains(9))
                .body("items.job_id", contains(lease.job()))
                .body("items.lineage", contains("L"));
        String kept = ada.ask().get(path("/orphans/" + orphan())).asString();
        assertThat(kept).isEqualTo(state(9, "late"));
        ada.ask().get("/api/audit").then().body("items.action", hasItem("state-orphaned"));
    }

    @Test
    void aStateIsNoOrphanWhileTheLeaseIsGood() {
        assertProblem(
                        tendril.pushOrphan(lease, vine, state(2, "in time")),
                        409,
                        "illegal-transition")
                .body("present", equalTo("PROCESSING"));
        tendril.report(lease, "FAILED").statusCode(200);
        tendril.pushOrphan(lease, vine, state(2, "after the end")).statusCode(200);
        ada.ask().get(path("")).then().body("serial", equalTo(1));
    }

    @Test
    void onlyWhoeverHadTheLeaseBringsAnOrphan() {
        // Given
        lose();
        var older = new TestTendril.Lease(lease.job(), lease.epoch() - 1, lease.answer());

        // Then
        assertProblem(tendril.pushOrphan(older, vine, state(2, "x")), 409, "lease-lost");
        assertProblem(
                ada.createTendril().pushOrphan(lease, vine, state(2, "x")), 409, "lease-lost");
        assertProblem(tendril.pushOrphan(lease, ada.createVine(), state(2, "x")), 404, "not-found");
        assertProblem(tendril.pushOrphan(lease, vine, "{\"version\": 4"), 400, "malformed-request");
        assertProblem(tendril.ask().body("{}").post(path("/orphans")).then(), 422, "invalid-field");
        assertProblem(ada.ask().body("{}").post(path("/orphans")).then(), 401, "token-missing");
    }

    @Test
    void aJobThatOnlyReadsHasNone() {
        // Given
        tendril.report(lease, "SUCCESS").statusCode(200);
        ada.createJob(vine, "PLAN");
        TestTendril.Lease plan = tendril.claimAndStart();
        tendril.report(plan, "FAILED").statusCode(200);

        // Then
        assertProblem(tendril.pushOrphan(plan, vine, state(2, "x")), 409, "state-read-only");
    }

    @Test
    void othersDoNotSeeIt() {
        // Given
        lose();
        tendril.pushOrphan(lease, vine, state(2, "late")).statusCode(200);
        TestUser ben = TestUser.create();

        // Then
        assertProblem(ben.ask().get(path("/orphans")).then(), 404, "not-found");
        assertProblem(ben.ask().get(path("/orphans/" + orphan())).then(), 404, "not-found");
        assertProblem(ada.ask().get(path("/orphans/0")).then(), 404, "not-found");
    }

    @Test
    void itIsSealedAndGoesByAge() {
        // Given
        lose();
        tendril.pushOrphan(lease, vine, state(2, "grand-cru")).statusCode(200);
        assertThat(stored("key_id")).isEqualTo("new");
        assertThat(stored("position('grand-cru'::bytea in content)")).isEqualTo("0");
        retention.forget();
        orphans().body("items.serial", contains(2));

        // When
        Database.run(
                "update tf_state_orphans set created_at = now() - interval '91 d' where vine_id ="
                        + " ?",
                UUID.fromString(vine));
        retention.forget();

        // Then
        orphans().body("items", empty());
        ada.ask().get(path("")).then().body("serial", equalTo(1));
    }

    /** The verdict: silent for too long. */
    private void lose() {
        Database.run(
                "update job_leases set seen_at = now() - interval '301 s' where job_id = ?",
                UUID.fromString(lease.job()));
        sweeper.judge();
        assertThat(ada.job(lease.job()).getString("error_code")).isEqualTo("AGENT_LOST");
    }

    private String path(String more) {
        return "/api/state/" + vine + more;
    }

    private ValidatableResponse orphans() {
        return ada.ask().get(path("/orphans")).then().statusCode(200);
    }

    private int orphan() {
        return orphans().extract().path("items[0].id");
    }

    private String stored(String what) {
        return Database.text(
                "select " + what + " from tf_state_orphans where vine_id = ?",
                UUID.fromString(vine));
    }

    private static String state(long serial, String output) {
        return """
        {"version": 4, "serial": %d, "lineage": "L", "outputs": {"o": "%s"}, "resources": []}
        """
                .formatted(serial, output);
    }
}
