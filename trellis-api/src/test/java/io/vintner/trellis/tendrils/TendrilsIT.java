package io.vintner.trellis.tendrils;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class TendrilsIT {

    private final TestUser ada = TestUser.create();

    @Test
    void aRegistrationTokenIsUsedOnceAndKeptAsAHashOnly() {
        // Given
        String token = registrationToken();
        assertThat(register(token).statusCode(201).extract().<String>path("token"))
                .startsWith("vtw_");

        // Then
        assertProblem(register(token), 410, "token-used");
        assertProblem(register("vtr_unknown"), 401, "registration-token-invalid");
        assertThat(
                        Database.text(
                                "select count(*) from registration_tokens where token_hash = ?",
                                (Object) token.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo("0");
    }

    @Test
    void anExpiredRegistrationTokenIsRefused() {
        // Given
        String token = registrationToken();
        Database.run(
                "update registration_tokens set expires_at = now() where user_id = ?", ada.id());

        // Then
        assertProblem(register(token), 401, "registration-token-invalid");
    }

    @Test
    void aTendrilIsWhatItsHeartbeatsSay() {
        // Given
        TestTendril tendril = ada.createTendril();

        // When
        tendril.beat("ONLINE")
                .body("server_time", notNullValue())
                .body("heartbeat_seconds", equalTo(10))
                .body("drain", equalTo(false));

        // Then
        assertThat(status(tendril)).isEqualTo("ONLINE");
        tendril.beat("DRAINING");
        assertThat(status(tendril)).isEqualTo("DRAINING");
        tendril.beat("OFFLINE");
        assertThat(status(tendril)).isEqualTo("OFFLINE");
    }

    @Test
    void aHeartbeatAloneChangesThePublishedRowOnlyWhenItHasBecomeOld() {
        // Given
        TestTendril tendril = ada.createTendril();
        int version = version(tendril);

        // When
        tendril.beat("ONLINE");
        int soon = version(tendril);
        Database.run(
                "update workers set last_heartbeat = now() - interval '31 s' where id = ?",
                UUID.fromString(tendril.id()));
        int moved = version(tendril);
        tendril.beat("ONLINE");

        // Then
        assertThat(soon).isEqualTo(version);
        assertThat(version(tendril)).isEqualTo(moved + 1);
    }

    @Test
    void aDrainIsToldAtTheNextBeatAndForgottenWhenTheTendrilHasStopped() {
        // Given
        TestTendril tendril = ada.createTendril();

        // When
        ada.ask()
                .post("/api/workers/" + tendril.id() + "/drain")
                .then()
                .statusCode(200)
                .body("status", equalTo("DRAINING"));

        // Then
        tendril.beat("ONLINE").body("drain", equalTo(true));
        assertThat(status(tendril)).isEqualTo("DRAINING");
        tendril.beat("OFFLINE");
        tendril.beat("ONLINE").body("drain", equalTo(false));
        assertThat(status(tendril)).isEqualTo("ONLINE");
    }

    @Test
    void onlyAnOfflineTendrilIsRemovedAndItsJobsKeepItsName() {
        // Given
        TestTendril tendril = ada.createTendril();
        String job = ada.createJob(ada.createVine(), "PLAN");
        tendril.report(tendril.claimAndStart(), "SUCCESS");
        assertProblem(remove(tendril), 409, "worker-not-offline");
        tendril.beat("OFFLINE");
        assertProblem(
                ada.ask().post("/api/workers/" + tendril.id() + "/drain").then(),
                409,
                "illegal-transition");

        // When
        remove(tendril).statusCode(204);

        // Then
        assertProblem(remove(tendril), 404, "not-found");
        assertProblem(tendril.beat("ONLINE"), 401, "worker-token-invalid");
        assertThat(ada.job(job).getString("worker_name")).isEqualTo("cellar");
        assertThat(ada.job(job).getString("worker_id")).isEqualTo(tendril.id());
    }

    @Test
    void aHeartbeatRenewsTheLeasesThatItNamesAndDeniesOthers() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "PLAN");
        TestTendril.Lease lease = tendril.claimAndStart();
        Database.run(
                "update job_leases set expires_at = now() where job_id = ?",
                UUID.fromString(lease.job()));
        var older = new TestTendril.Lease(lease.job(), lease.epoch() - 1, null);
        var unknown = new TestTendril.Lease(UUID.randomUUID().toString(), 1, null);

        // When
        tendril.beat("ONLINE", unknown, lease)
                .body("directives[0].directive", equalTo("LEASE_LOST"))
                .body("directives[1].job_id", equalTo(lease.job()))
                .body("directives[1].directive", equalTo("CONTINUE"));

        // Then
        assertThat(
                        Database.text(
                                """
                                select expires_at > now() + interval '50 s' from job_leases
                                where job_id = ?
                                """,
                                UUID.fromString(lease.job())))
                .isEqualTo("t");
        tendril.beat("ONLINE", older).body("directives[0].directive", equalTo("LEASE_LOST"));
    }

    private String registrationToken() {
        return ada.ask()
                .post("/api/tendrils/registration-tokens")
                .then()
                .statusCode(201)
                .body("expires_at", notNullValue())
                .extract()
                .path("token");
    }

    @Test
    void aTendrilChangesItsTokenAndTheOldOneIsGoodForAWhile() {
        // Given
        TestTendril old = ada.createTendril();

        // When
        String token =
                old.ask().post("/api/workers/token").then().statusCode(201).extract().path("token");

        // Then
        TestTendril changed = new TestTendril(old.id(), token);
        old.beat("ONLINE").statusCode(200);
        changed.beat("ONLINE").statusCode(200);
        Database.run(
                """
                update worker_tokens set expires_at = now() - interval '1 s'
                where worker_id = ? and expires_at is not null
                """,
                UUID.fromString(old.id()));
        assertProblem(old.beat("ONLINE"), 401, "worker-token-invalid");
        changed.beat("ONLINE").statusCode(200);
        ada.ask()
                .get("/api/audit")
                .then()
                .body("items[0].action", equalTo("worker-token-rotated"))
                .body("items[0].actor", equalTo("tendril"));
    }

    @Test
    void anOwnerVoidsTheTokensOfATendrilAtOnce() {
        // Given
        TestTendril old = ada.createTendril();
        String path = "/api/workers/" + old.id() + "/token";

        // When
        String token =
                ada.ask()
                        .body(Map.of("revoke", true))
                        .post(path)
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token");

        // Then
        assertProblem(old.beat("ONLINE"), 401, "worker-token-invalid");
        new TestTendril(old.id(), token).beat("ONLINE").statusCode(200);
        assertProblem(TestUser.create().ask().post(path).then(), 404, "not-found");
    }

    private static io.restassured.response.ValidatableResponse register(String token) {
        return given().contentType("application/json")
                .body(Map.of("registration_token", token, "name", "n", "version", "1"))
                .post("/api/tendrils/register")
                .then();
    }

    private io.restassured.response.ValidatableResponse remove(TestTendril tendril) {
        return ada.ask().delete("/api/workers/" + tendril.id()).then();
    }

    private String status(TestTendril tendril) {
        return ada.ask().get("/api/workers/" + tendril.id()).path("status");
    }

    private int version(TestTendril tendril) {
        return ada.ask().get("/api/workers/" + tendril.id()).path("version");
    }
}
