package io.vintner.trellis.database;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vintner.trellis.testing.OwnPostgresResource;
import io.vintner.trellis.testing.Scrape;
import io.vintner.trellis.testing.TestUser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A database that comes after the service. */
@QuarkusTest
@TestProfile(LateDatabaseIT.Impatient.class)
@QuarkusTestResource(
        value = OwnPostgresResource.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "running", value = "false"))
class LateDatabaseIT {

    OwnPostgresResource.Server server;

    /** Takes calls before there is a database. */
    public static class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "vintner.profile", "production",
                    "vintner.trellis.schema.start-wait-max", "100ms",
                    "vintner.trellis.schema.retry-every", "100ms");
        }
    }

    @Test
    void noCallIsTakenBeforeTheSchemaIsUpToDateAndEveryoneFromThenOn() {
        // Given
        String token = server.token(TestUser.create());
        assertProblem(
                given().auth().oauth2(token).get("/api/vineyards").then(),
                503,
                "database-unavailable");
        given().get("/q/health/started").then().statusCode(503);
        Scrape before = Scrape.take();

        // When
        server.start();

        // Then
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> given().auth().oauth2(token).get("/api/vineyards").statusCode(),
                        status -> {
                            if (status != 503 && status != 200) {
                                throw new AssertionError("answered " + status);
                            }
                            return status == 200;
                        });
        given().get("/q/health/started").then().statusCode(200);
        for (String gauge :
                List.of(
                        "jobs_unfinished{status=\"QUEUED\"}",
                        "queue_age_seconds",
                        "tendrils{status=\"ONLINE\"}",
                        "logs_unsealed",
                        "sweep_age_seconds")) {
            assertThat(before.value(gauge)).as(gauge).isNaN();
        }
        for (String counter :
                List.of(
                        "jobs_claimed_total",
                        "jobs_ended_total{status=\"FAILED\"}",
                        "jobs_lost_total",
                        "log_appended_bytes_total",
                        "log_appends_refused_total{reason=\"log-gap\"}",
                        "encryption_resealed_rows_total")) {
            assertThat(before.value(counter)).as(counter).isZero();
        }
    }
}
