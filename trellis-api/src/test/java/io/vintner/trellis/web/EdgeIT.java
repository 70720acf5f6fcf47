package io.vintner.trellis.web;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class EdgeIT {

    private final TestUser ada = TestUser.create();

    @Test
    void whatCannotBeReadIsRefusedAsAProblem() {
        assertProblem(
                ada.ask().body("{\"name\": ").post("/api/vineyards").then(),
                400,
                "malformed-request");
        assertProblem(ada.ask().body("[]").post("/api/vineyards").then(), 400, "malformed-request");
        assertProblem(ada.ask().get("/api/nowhere").then(), 404, "not-found");
        assertProblem(ada.ask().put("/api/vineyards").then(), 405, "method-not-allowed");
        assertProblem(
                ada.ask().contentType("text/plain").body("x").post("/api/vineyards").then(),
                415,
                "unsupported-media-type");
        assertProblem(
                ada.ask().accept("image/png").get("/api/vineyards").then(), 406, "not-acceptable");
    }

    @Test
    void executionMetadataHasABound() {
        // Given
        TestTendril tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "PLAN");
        TestTendril.Lease lease = tendril.claimAndStart();

        // Then
        assertProblem(
                tendril.report(
                        lease,
                        Map.of(
                                "status", "SUCCESS",
                                "epoch", lease.epoch(),
                                "execution_metadata", Map.of("x", "x".repeat(9 << 20)))),
                413,
                "body-too-large");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWithAReason() {
        assertProblem(
                ada.ask().body(new byte[(64 << 20) + 1]).post("/api/vineyards").then(),
                413,
                "body-too-large");
    }

    @Test
    void anotherHostOrOriginIsRefusedInTheLocalProfile() {
        assertProblem(
                given().header("Host", "evil.example").get("/api/settings").then(),
                403,
                "host-not-allowed");
        assertProblem(
                given().header("Origin", "https://evil.example").get("/api/settings").then(),
                403,
                "host-not-allowed");
        given().header("Origin", "http://localhost:5173")
                .get("/api/settings")
                .then()
                .statusCode(200);
    }

    @Test
    void browsersMayTalkOnlyToUsAndToTheGateway() {
        given().get("/api/settings")
                .then()
                .header(
                        "Content-Security-Policy",
                        containsString(
                                "connect-src 'self' http://127.0.0.1:4000 ws://127.0.0.1:4000;"))
                .header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", "no-store");
    }

    @Test
    void theDashboardAnswersThePathsThatOnlyItsRouterKnows() {
        // Given
        String index = given().accept("text/html").get("/").then().extract().asString();

        // Then
        assertThat(index).containsIgnoringCase("<!doctype html>");
        assertThat(
                        given().accept("text/html")
                                .get("/dashboard/jobs/1")
                                .then()
                                .header("Cache-Control", "no-cache")
                                .extract()
                                .asString())
                .isEqualTo(index);
        given().accept("text/html").get("/missing.js").then().statusCode(404);
    }

    @Test
    void aDemoUserSignsInAndIsThatUser() {
        // Given
        given().get("/api/local/users")
                .then()
                .body("name[0]", equalTo("Ada Vine"))
                .body("email[1]", equalTo("ben@vintner.local"));
        String id = "00000000-0000-4000-8000-00000000000a";

        // When
        var signedIn =
                given().contentType("application/json")
                        .body(Map.of("user_id", id))
                        .post("/api/local/sign-in")
                        .then()
                        .statusCode(200)
                        .body("user.name", equalTo("Ada Vine"))
                        .extract()
                        .jsonPath();

        // Then
        given().auth()
                .oauth2(signedIn.getString("access_token"))
                .contentType("application/json")
                .body(Map.of("name", "ada-" + System.nanoTime()))
                .post("/api/vineyards")
                .then()
                .statusCode(201)
                .body("user_id", equalTo(id));
        assertProblem(
                given().contentType("application/json")
                        .body(Map.of("user_id", ada.id()))
                        .post("/api/local/sign-in")
                        .then(),
                404,
                "not-found");
    }

    @Test
    void settingsTellTheDashboardWhereTheGatewayIs() {
        given().get("/api/settings")
                .then()
                .body("realtime_url", equalTo("http://127.0.0.1:4000"))
                .body("local_profile", equalTo(true))
                .body("anon_key", containsString("."));
    }

    @Test
    void theServiceSaysThatItIsReadyAndCounts() {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/health/started").then().statusCode(200);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("vintner_trellis_jobs_claimed_total"));
    }
}
