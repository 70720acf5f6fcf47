package io.vintner.trellis.state;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import io.vintner.trellis.upkeep.Sweeper;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class StateLocksIT {

    @Inject Sweeper sweeper;
    @Inject StateRetention retention;

    private final TestUser ada = TestUser.create();
    private TestTendril tendril;
    private String vine;

    @BeforeEach
    void aVineAndATendril() {
        tendril = ada.createTendril();
        vine = ada.createVine();
    }

    @Test
    void aJobHoldsTheLockFromItsClaimToItsEnd() {
        // Given
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease lease = tendril.claim();

        // Then
        assertProblem(lock("mine"), 423, "state-locked")
                .body("ID", equalTo("vintner-job-" + lease.job()))
                .body("Who", containsString(lease.job()));
        assertProblem(
                unlock("{\"ID\":\"vintner-job-%s\"}".formatted(lease.job())), 423, "state-locked");
        assertProblem(unlock(""), 423, "state-locked");
        tendril.report(lease, "QUEUED").statusCode(200);
        lock("mine").statusCode(200);
        tendril.claimNothing();
        unlock("{\"ID\":\"mine\"}").statusCode(200);
        TestTendril.Lease again = tendril.claimAndStart();
        tendril.push(again, vine, state(1)).statusCode(200);
        tendril.report(again, "FAILED").statusCode(200);
        assertProblem(tendril.push(again, vine, state(2)), 409, "state-not-locked");
        lock("mine").statusCode(200);
    }

    @Test
    void aJobThatIsCancelledBeforeItStartedHoldsNothing() {
        // Given
        String job = ada.createJob(vine, "DEPLOY");
        tendril.claim();

        // When
        ada.ask().post("/api/jobs/" + job + "/cancel").then().statusCode(200);

        // Then
        lock("mine").statusCode(200);
    }

    @Test
    void aJobThatOnlyReadsNeedsNoLock() {
        // Given
        lock("mine").statusCode(200);
        ada.createJob(vine, "PLAN");

        // Then
        assertThat(tendril.claim().epoch()).isPositive();
    }

    @Test
    void aLockIsTakenOnceAndTheSameOneIsStillTheirs() {
        lock("mine").statusCode(200);
        lock("mine").statusCode(200);
        assertProblem(lock("other"), 423, "state-locked").body("ID", equalTo("mine"));
        assertProblem(unlock("{\"ID\":\"other\"}"), 423, "state-locked");
        unlock("{\"ID\":\"mine\"}").statusCode(200);
        unlock("{\"ID\":\"mine\"}").statusCode(200);
        assertProblem(lock(""), 422, "invalid-field");
        assertProblem(
                ada.ask().body("[]").request("LOCK", path()).then(), 400, "malformed-request");
        assertProblem(
                ada.ask().body("{\"ID\": 7}").request("LOCK", path()).then(),
                400,
                "malformed-request");
        assertProblem(lock("a%su0000b".formatted('\\')), 400, "malformed-request");
        assertProblem(
                ada.ask()
                        .body("{\"ID\":\"%s\"}".formatted("x".repeat(20_000)))
                        .request("LOCK", path())
                        .then(),
                413,
                "body-too-large");
        TestUser ben = TestUser.create();
        assertProblem(
                ben.ask().body("{\"ID\":\"x\"}").request("LOCK", path()).then(), 404, "not-found");
        assertProblem(ben.ask().get(path()).then(), 404, "not-found");
    }

    @Test
    void aPersonWritesUnderTheirLockOnlyAndOnlyForward() {
        // Given
        assertProblem(write("mine", state(1)), 409, "state-not-locked");
        lock("mine");
        write("mine", state(3)).statusCode(200).body("version", equalTo(1));

        // Then
        assertProblem(write("other", state(4)), 423, "state-locked");
        assertProblem(write("mine", state(2)), 409, "state-serial-stale");
        assertProblem(
                ada.ask()
                        .header("Content-MD5", "AAAA")
                        .body(state(4))
                        .post(path() + "?ID=mine")
                        .then(),
                400,
                "digest-mismatch");
        write("mine", state(4)).statusCode(200).body("version", equalTo(2));
        ada.ask().get(path()).then().header("X-State-Version", "2").body("serial", equalTo(4));
        ada.ask()
                .get(path() + "/versions?limit=1")
                .then()
                .body("items.serial", contains(4))
                .body("next_before", equalTo(2));
        ada.ask().get(path() + "/versions?before=2").then().body("items.serial", contains(3));
        assertProblem(ada.ask().get(path() + "/versions/9").then(), 404, "not-found");
    }

    @Test
    void whatALostJobHeldStaysLockedUntilItsOwnerHasLooked() {
        // Given
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease lost = tendril.claimAndStart();
        String waiting = ada.createJob(vine, "DEPLOY");
        Database.run(
                """
                update job_leases set seen_at = now() - interval '301 s' where job_id = ?
                """,
                UUID.fromString(lost.job()));
        sweeper.judge();

        // When
        tendril.claimNothing();
        assertProblem(lock("mine"), 423, "state-locked").body("Info", containsString("reconcile"));
        assertProblem(
                ada.ask()
                        .body(Map.of("vine_id", vine, "job_type", "DEPLOY"))
                        .post("/api/jobs")
                        .then(),
                409,
                "vine-needs-reconcile");
        assertProblem(
                TestUser.create().ask().post("/api/vines/" + vine + "/reconcile").then(),
                404,
                "not-found");
        ada.ask()
                .post("/api/vines/" + vine + "/reconcile")
                .then()
                .statusCode(200)
                .body("reconcile", equalTo(false));

        // Then
        ada.ask().post("/api/vines/" + vine + "/reconcile").then().statusCode(200);
        ada.ask()
                .get("/api/audit")
                .then()
                .body("items.action", contains("vine-reconciled"))
                .body("items.subject_id", contains(vine));
        assertThat(tendril.claim().job()).isEqualTo(waiting);
        assertProblem(tendril.push(lost, vine, state(1)), 409, "lease-lost");
    }

    @Test
    void aVineWhoseStateIsLockedIsNotDeleted() {
        lock("mine");
        assertProblem(ada.ask().delete("/api/vines/" + vine).then(), 409, "vine-busy");
        unlock("");
        ada.ask().delete("/api/vines/" + vine).then().statusCode(204);
    }

    @Test
    void oldVersionsAreDeletedSaveTheNewest() {
        // Given
        lock("mine");
        for (long serial = 1; serial <= 4; serial++) {
            write("mine", state(serial)).statusCode(200);
        }
        retention.forget();
        ada.ask().get(path() + "/versions").then().body("items.version", contains(4, 3, 2, 1));
        Database.run(
                "update tf_state_versions set created_at = now() - interval '91 d' where vine_id ="
                        + " ?",
                UUID.fromString(vine));

        // When
        retention.forget();

        // Then
        ada.ask().get(path() + "/versions").then().body("items.version", contains(4, 3));
        ada.ask().get(path()).then().body("serial", equalTo(4));
    }

    @Test
    void withoutATokenThereIsNoState() {
        assertProblem(given().get(path()).then(), 401, "token-missing");
        assertProblem(
                given().auth().preemptive().basic("ada", "wrong").get(path()).then(),
                401,
                "token-invalid");
        given().auth()
                .preemptive()
                .basic("ada", ada.createToken("state:read"))
                .get(path())
                .then()
                .statusCode(204);
    }

    private String path() {
        return "/api/state/" + vine;
    }

    private ValidatableResponse lock(String id) {
        return ada.ask().body("{\"ID\":\"%s\"}".formatted(id)).request("LOCK", path()).then();
    }

    private ValidatableResponse unlock(String body) {
        return ada.ask().body(body).request("UNLOCK", path()).then();
    }

    private ValidatableResponse write(String lock, String state) {
        return ada.ask().body(state).post(path() + "?ID=" + lock).then();
    }

    private static String state(long serial) {
        return """
        {"version": 4, "serial": %d, "lineage": "L", "outputs": {}, "resources": []}
        """
                .formatted(serial);
    }
}
