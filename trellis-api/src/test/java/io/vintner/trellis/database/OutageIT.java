package io.vintner.trellis.database;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vintner.trellis.testing.OwnPostgresResource;
import io.vintner.trellis.testing.Scrape;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import io.vintner.trellis.upkeep.Sweeper;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Outside the local profile, on a PostgreSQL of its own that the test may stop. */
@QuarkusTest
@TestProfile(OutageIT.Production.class)
@QuarkusTestResource(value = OwnPostgresResource.class, restrictToAnnotatedClass = true)
class OutageIT {

    private static final String QUEUED = "jobs_unfinished{status=\"QUEUED\"}";

    OwnPostgresResource.Server server;
    @Inject Sweeper sweeper;

    /** What an operator sets. */
    public static class Production implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("vintner.profile", "production");
        }
    }

    @Test
    void anOutageOfTheDatabaseIsToldAndOverWhenItIsOver() {
        // Given
        TestUser ada = server.user();
        awaitReady(200);
        String vine = create(ada);

        // When
        server.stop();

        // Then
        assertProblem(ask(ada).get("/api/vines/" + vine).then(), 503, "database-unavailable");
        awaitReady(503);
        given().get("/q/health/live").then().statusCode(200);
        server.start();
        awaitReady(200);
        ask(ada).get("/api/vines/" + vine).then().statusCode(200);
        TestTendril tendril =
                TestTendril.register(
                        ask(ada).post("/api/tendrils/registration-tokens").path("token"));
        ask(ada).body(Map.of("vine_id", vine, "job_type", "PLAN")).post("/api/jobs");
        assertThat(tendril.claim().epoch()).isPositive();
    }

    @Test
    void whatCannotBeCountedIsNotANumberUntilItCan() {
        // Given
        awaitReady(200);
        sweeper.sweep();
        Scrape before = Scrape.take();

        // When
        server.stop();
        sweeper.sweep();
        Scrape outage = Scrape.take();
        server.start();
        awaitReady(200);
        sweeper.sweep();

        // Then
        assertThat(before.value(QUEUED)).isZero();
        assertThat(before.value("queue_age_seconds")).as("nothing is queued").isZero();
        assertThat(outage.value(QUEUED)).isNaN();
        assertThat(outage.value("queue_age_seconds")).isNaN();
        assertThat(outage.value("logs_unsealed")).isNaN();
        assertThat(outage.value("sweep_age_seconds"))
                .as("not swept meanwhile")
                .isGreaterThan(before.value("sweep_age_seconds"));
        Scrape after = Scrape.take();
        assertThat(after.value(QUEUED)).isZero();
    }

    @Test
    void theLocalProfilesWaysInDoNotExist() {
        assertProblem(given().get("/api/local/users").then(), 404, "not-found");
        assertProblem(
                given().contentType("application/json")
                        .body(Map.of("user_id", "00000000-0000-4000-8000-00000000000a"))
                        .post("/api/local/sign-in")
                        .then(),
                404,
                "not-found");
        assertThat(given().get("/api/settings").jsonPath().getBoolean("local_profile")).isFalse();
        given().header("Host", "vintner.example").get("/api/settings").then().statusCode(200);
    }

    private String create(TestUser user) {
        String vineyard = ask(user).body(Map.of("name", "hill")).post("/api/vineyards").path("id");
        return ask(user).body(TestUser.vine(vineyard, "red")).post("/api/vines").path("id");
    }

    private io.restassured.specification.RequestSpecification ask(TestUser user) {
        return given().auth().oauth2(server.token(user)).contentType("application/json");
    }

    private static void awaitReady(int status) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(status));
    }
}
