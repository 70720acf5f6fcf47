package io.vintner.trellis.database;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vintner.trellis.testing.OwnPostgresResource;
import io.vintner.trellis.testing.TestUser;
import java.time.Duration;
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
    }
}
