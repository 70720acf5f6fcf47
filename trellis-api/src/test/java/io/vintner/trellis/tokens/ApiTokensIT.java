package io.vintner.trellis.tokens;

import static io.restassured.RestAssured.given;
import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestUser;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ApiTokensIT {

    private final TestUser ada = TestUser.create();

    @Test
    void aTokenIsToldOnceAndKeptAsItsHash() {
        // When
        String token = ada.createToken("read");

        // Then
        assertThat(token).matches("vtu_[0-9a-f]{32}_[A-Za-z0-9_-]{43}");
        ada.ask()
                .get("/api/tokens")
                .then()
                .body("items.name", contains("ci"))
                .body("items.scopes[0]", contains("read"))
                .body("items[0].token", nullValue())
                .body("items[0].last_used_at", nullValue());
        String row = "select encode(token_hash, 'hex') || name from api_tokens where user_id = ?";
        assertThat(Database.text(row, ada.id())).hasSize(66).doesNotContain(token);
    }

    @Test
    void aTokenActsForItsUserWithinItsScopes() {
        // Given
        String vine = ada.createVine();
        String reading = ada.createToken("read");
        String writing = ada.createToken("write");

        // Then
        with(reading).get("/api/vines/" + vine).then().statusCode(200).body("id", equalTo(vine));
        with(reading).get("/api/vines").then().body("items.id", contains(vine));
        with(writing).get("/api/vines/" + vine).then().statusCode(200);
        assertProblem(
                        with(reading).body(Map.of("name", "x")).post("/api/vineyards").then(),
                        403,
                        "token-scope-missing")
                .body("scope", equalTo("write"));
        with(writing).body(Map.of("name", "x")).post("/api/vineyards").then().statusCode(201);
        assertProblem(
                with(ada.createToken("state:write")).get("/api/vines").then(),
                403,
                "token-scope-missing");
        ada.ask().get("/api/tokens").then().body("items.last_used_at", hasItems(notNullValue()));
    }

    @Test
    void anotherUsersRowsStayHidden() {
        String vine = TestUser.create().createVine();
        assertProblem(
                with(ada.createToken("write")).get("/api/vines/" + vine).then(), 404, "not-found");
    }

    @Test
    void aTokenManagesNoTokens() {
        // Given
        String token = ada.createToken("write");

        // Then
        assertProblem(with(token).get("/api/tokens").then(), 403, "token-scope-missing");
        assertProblem(
                with(token)
                        .body(Map.of("name", "n", "scopes", List.of("write")))
                        .post("/api/tokens")
                        .then(),
                403,
                "token-scope-missing");
    }

    @Test
    void aRevokedExpiredOrForgedTokenIsRefused() {
        // Given
        String revoked = ada.createToken("read");
        String id = ada.ask().get("/api/tokens").path("items[0].id");
        assertProblem(TestUser.create().ask().delete("/api/tokens/" + id).then(), 404, "not-found");
        ada.ask().delete("/api/tokens/" + id).then().statusCode(204);
        String expired = ada.createToken("read");
        Database.run(
                """
                update api_tokens set expires_at = now() - interval '1 s'
                where user_id = ? and revoked_at is null
                """,
                ada.id());
        String good = ada.createToken("read");
        char last = good.charAt(good.length() - 1);
        String forged = good.substring(0, good.length() - 1) + (last == 'A' ? 'Q' : 'A');

        // Then
        for (String bad : List.of(revoked, expired, forged, "vtu_x")) {
            assertProblem(with(bad).get("/api/vines").then(), 401, "token-invalid");
        }
        with(good).get("/api/vines").then().statusCode(200);
        assertProblem(ada.ask().delete("/api/tokens/" + id).then(), 404, "not-found");
        ada.ask()
                .get("/api/audit?limit=2")
                .then()
                .body("items.action", contains("api-token-created", "api-token-created"))
                .body("next_before", notNullValue());
        ada.ask()
                .get("/api/audit")
                .then()
                .body("items.action", hasItems("api-token-revoked"))
                .body("items.subject_id", hasItems(id))
                .body("next_before", nullValue());
    }

    @Test
    void whatATokenMayBeIsChecked() {
        for (Map<String, Object> wrong :
                List.<Map<String, Object>>of(
                        Map.of("name", "n", "scopes", List.of()),
                        Map.of("name", "", "scopes", List.of("read")),
                        Map.of("name", "n", "scopes", List.of("read"), "expires_in_days", 0))) {
            assertProblem(ada.ask().body(wrong).post("/api/tokens").then(), 422, "invalid-field");
        }
        assertProblem(
                ada.ask()
                        .body(Map.of("name", "n", "scopes", List.of("root")))
                        .post("/api/tokens")
                        .then(),
                400,
                "malformed-request");
        assertProblem(
                ada.ask().delete("/api/tokens/" + UUID.randomUUID()).then(), 404, "not-found");
    }

    private static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }
}
