package io.vintner.trellis.auth;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import io.vintner.trellis.testing.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CallersIT {

    private static final String NOBODY = UUID.randomUUID().toString();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/vineyards",
                "/api/vineyards/00000000-0000-4000-8000-000000000001",
                "/api/vines",
                "/api/vines/00000000-0000-4000-8000-000000000001",
                "/api/vines/00000000-0000-4000-8000-000000000001/module",
                "/api/jobs",
                "/api/jobs/00000000-0000-4000-8000-000000000001",
                "/api/jobs/00000000-0000-4000-8000-000000000001/details",
                "/api/jobs/00000000-0000-4000-8000-000000000001/logs",
                "/api/jobs/00000000-0000-4000-8000-000000000001/logs/raw",
                "/api/workers",
                "/api/workers/00000000-0000-4000-8000-000000000001"
            })
    void nothingOfAUserIsReadWithoutAToken(String path) {
        assertProblem(given().get(path).then(), 401, "token-missing");
    }

    @Test
    void aTokenOfAnotherSecretIsRefused() {
        String foreign =
                Tokens.signed(
                        Tokens.FOREIGN_SECRET,
                        Tokens.claims(NOBODY, "authenticated", Duration.ofHours(1)));
        assertProblem(list(foreign), 401, "token-invalid");
    }

    @Test
    void anExpiredTokenIsRefused() {
        String expired =
                Tokens.signed(
                        Tokens.SECRET,
                        Tokens.claims(NOBODY, "authenticated", Duration.ofSeconds(-1)));
        assertProblem(list(expired), 401, "token-expired");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anon", "postgres", "vintner_owner", ""})
    void aRoleOutsideTheListIsRefused(String role) {
        String token =
                Tokens.signed(Tokens.SECRET, Tokens.claims(NOBODY, role, Duration.ofHours(1)));
        assertProblem(list(token), 403, "role-not-permitted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."})
    void aTokenThatIsNoneIsRefused(String token) {
        assertProblem(list(token), 401, "token-invalid");
    }

    @Test
    void aTendrilNeedsItsOwnToken() {
        // Given
        TestTendril one = TestUser.create().createTendril();
        TestTendril other = TestUser.create().createTendril();

        // Then
        assertProblem(
                new TestTendril(one.id(), other.token()).beat("ONLINE"),
                401,
                "worker-token-invalid");
        assertProblem(
                new TestTendril(NOBODY, one.token()).beat("ONLINE"), 401, "worker-token-invalid");
        assertProblem(
                new TestTendril("x", one.token()).beat("ONLINE"), 401, "worker-token-invalid");
        assertProblem(
                given().contentType("application/json")
                        .body(Map.of("version", "1"))
                        .post("/api/workers/heartbeat")
                        .then(),
                401,
                "token-missing");
    }

    @Test
    void aUsersTokenIsNoTendrils() {
        assertProblem(
                TestUser.create().ask().body(Map.of()).post("/api/jobs/claim").then(),
                401,
                "token-missing");
    }

    private static io.restassured.response.ValidatableResponse list(String token) {
        return given().header("Authorization", "Bearer " + token).get("/api/jobs").then();
    }
}
