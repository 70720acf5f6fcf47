package io.vintner.trellis.auth;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import io.vintner.trellis.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a token of the role {@code service_role} is good for. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class AdministratorIT {

    private final TestUser ada = TestUser.create();

    @Test
    void anAdministratorSeesWhatIsEverybodys() {
        // Given
        String vine = ada.createVine();
        String job = ada.createJob(vine, "PLAN");
        TestTendril tendril = ada.createTendril();

        // Then
        administrator().get("/api/jobs?vine_id=" + vine).then().body("items.id", hasItem(job));
        for (String path :
                List.of(
                        "/api/jobs/" + job,
                        "/api/jobs/" + job + "/details",
                        "/api/jobs/" + job + "/events",
                        "/api/jobs/" + job + "/logs",
                        "/api/jobs/" + job + "/logs/raw",
                        "/api/vines/" + vine,
                        "/api/vines/" + vine + "/module",
                        "/api/vineyards/" + ada.vine(vine).getString("vineyard_id"),
                        "/api/workers/" + tendril.id())) {
            assertThat(administrator().get(path).statusCode()).as(path).isEqualTo(200);
        }
    }

    @Test
    void anAdministratorEndsWhatIsAnothersAndHistoryNamesTheRole() {
        // Given
        String job = ada.createJob(ada.createVine(), "PLAN");
        TestTendril tendril = ada.createTendril();

        // When
        administrator()
                .post("/api/jobs/" + job + "/cancel")
                .then()
                .statusCode(200)
                .body("status", equalTo("CANCELLED"));
        administrator()
                .post("/api/workers/" + tendril.id() + "/drain")
                .then()
                .body("status", equalTo("DRAINING"));
        tendril.beat("OFFLINE");
        administrator().delete("/api/workers/" + tendril.id()).then().statusCode(204);

        // Then
        ada.ask()
                .get("/api/jobs/" + job + "/events")
                .then()
                .body("items[1].kind", equalTo("cancelled"))
                .body("items[1].actor", equalTo("administrator"))
                .body("items[1].actor_id", nullValue());
    }

    @Test
    void aVineIsReconciledByAnAdministratorInItsOwnersRecord() {
        // Given
        String vine = ada.createVine();
        ada.createJob(vine, "DEPLOY");
        TestTendril tendril = ada.createTendril();
        TestTendril.Lease lease = tendril.claimAndStart();
        ada.ask().post("/api/jobs/" + lease.job() + "/cancel").then().statusCode(200);
        ada.ask().post("/api/jobs/" + lease.job() + "/cancel?mode=force").then().statusCode(200);
        tendril.report(lease, "CANCELLED").statusCode(200);

        // When
        administrator().post("/api/vines/" + vine + "/reconcile").then().statusCode(200);

        // Then
        assertThat(ada.vine(vine).getBoolean("reconcile")).isFalse();
        ada.ask()
                .get("/api/audit")
                .then()
                .body("items[0].action", equalTo("vine-reconciled"))
                .body("items[0].actor", equalTo("administrator"))
                .body("items[0].actor_id", nullValue());
    }

    @Test
    void theTendrilsThatAnAdministratorRegistersServeEverybody() {
        // Given
        String registration =
                administrator()
                        .body(Map.of("name", "platform"))
                        .post("/api/tendrils/registration-tokens")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token");
        TestTendril platform = TestTendril.register(registration);
        String job =
                ada.ask()
                        .body(
                                Map.of(
                                        "vine_id", ada.createVine(),
                                        "job_type", "PLAN",
                                        "assigned_worker_id", platform.id()))
                        .post("/api/jobs")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");

        // When
        administrator()
                .body(Map.of("revoke", false))
                .post("/api/workers/" + platform.id() + "/token")
                .then()
                .statusCode(201);

        // Then
        ada.ask()
                .get("/api/workers/" + platform.id())
                .then()
                .body("user_id", nullValue())
                .body("status", equalTo("ONLINE"));
        assertProblem(
                ada.ask().post("/api/workers/" + platform.id() + "/drain").then(),
                403,
                "worker-not-yours");
        administrator()
                .get("/api/audit")
                .then()
                .body("items.action", hasItem("worker-token-rotated"));
        // Other tests' queues are left alone by a Tendril that stops here.
        platform.beat("OFFLINE");
        ada.ask().post("/api/jobs/" + job + "/cancel").then().statusCode(200);
    }

    @Test
    void whatBelongsToSomebodyNeedsAUser() {
        // Given
        String vine = ada.createVine();

        // Then
        assertProblem(
                administrator().body(Map.of("name", "x")).post("/api/vineyards").then(),
                403,
                "role-not-permitted");
        assertProblem(
                administrator()
                        .body(Map.of("vine_id", vine, "job_type", "PLAN"))
                        .post("/api/jobs")
                        .then(),
                403,
                "role-not-permitted");
        assertProblem(
                administrator().post("/api/jobs/" + UUID.randomUUID() + "/rerun").then(),
                403,
                "role-not-permitted");
        assertProblem(
                administrator().delete("/api/vines/" + vine).then(), 403, "role-not-permitted");
        assertProblem(administrator().get("/api/tokens").then(), 403, "role-not-permitted");
        assertProblem(administrator().get("/api/state/" + vine).then(), 403, "role-not-permitted");
        assertProblem(
                administrator().get("/api/jobs/" + UUID.randomUUID()).then(), 404, "not-found");
    }

    private static RequestSpecification administrator() {
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder(
                                Tokens.claims("nobody", "service_role", Duration.ofHours(1)))
                        .subject(null)
                        .build();
        return given().auth()
                .oauth2(Tokens.signed(Tokens.SECRET, claims))
                .contentType("application/json");
    }
}
