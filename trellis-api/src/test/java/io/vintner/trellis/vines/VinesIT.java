package io.vintner.trellis.vines;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class VinesIT {

    private final TestUser ada = TestUser.create();

    @Test
    void aVineIsItsRowAndItsModuleIsBesideIt() {
        // Given
        String vineyard = ada.createVineyard("hill");

        // When
        String vine = ada.createVine(vineyard, "red");

        // Then
        Map<String, Object> row = ada.ask().get("/api/vines/" + vine).jsonPath().getMap("");
        assertThat(row.keySet())
                .containsExactlyInAnyOrder(
                        "id",
                        "user_id",
                        "vineyard_id",
                        "project_name",
                        "environment_stage",
                        "region",
                        "terraform_version",
                        "status",
                        "reconcile",
                        "estimated_monthly_cost",
                        "created_at",
                        "updated_at",
                        "version");
        assertThat(row)
                .containsEntry("terraform_version", "1.11.4")
                .containsEntry("status", "DRAFT")
                .containsEntry("estimated_monthly_cost", null)
                .containsEntry("version", 1);
        assertThat(row.get("created_at"))
                .isEqualTo(
                        Database.text(
                                "select to_jsonb(created_at) #>> '{}' from vines where id = ?",
                                UUID.fromString(vine)));
        ada.ask()
                .get("/api/vines/" + vine + "/module")
                .then()
                .body("files.'main.tf'", equalTo("# wine"))
                .body("variables.name", contains("greeting"));
    }

    @Test
    void aChangeFromAnOldVersionIsRefused() {
        // Given
        String path = "/api/vines/" + ada.createVine();
        String tag = ada.ask().get(path).header("ETag");
        var change = Map.of("region", "north");

        // When
        String next =
                ada.ask()
                        .header("If-Match", tag)
                        .body(change)
                        .patch(path)
                        .then()
                        .statusCode(200)
                        .body("region", equalTo("north"))
                        .body("version", equalTo(2))
                        .extract()
                        .header("ETag");

        // Then
        assertProblem(
                ada.ask().header("If-Match", tag).body(change).patch(path).then(),
                412,
                "version-mismatch");
        ada.ask().header("If-Match", next).body(change).patch(path).then().statusCode(200);
        ada.ask().body(change).patch(path).then().statusCode(200);
    }

    @Test
    void aNewModuleReplacesTheOldOneAndRaisesTheVersion() {
        // Given
        String vine = ada.createVine();

        // When
        ada.ask()
                .body(
                        Map.of(
                                "module", Map.of("files", Map.of("other.tf", "# grape")),
                                "variables", List.of()))
                .patch("/api/vines/" + vine)
                .then()
                .statusCode(200)
                .body("version", equalTo(2));

        // Then
        Map<String, Object> module =
                ada.ask().get("/api/vines/" + vine + "/module").jsonPath().getMap("");
        assertThat(module)
                .isEqualTo(Map.of("files", Map.of("other.tf", "# grape"), "variables", List.of()));
    }

    @Test
    void aNameIsTakenOncePerPlace() {
        // Given
        String vineyard = ada.createVineyard("hill");
        ada.createVine(vineyard, "red");

        // Then
        assertProblem(
                ada.ask().body(Map.of("name", "hill")).post("/api/vineyards").then(),
                409,
                "name-taken");
        assertProblem(
                ada.ask().body(TestUser.vine(vineyard, "red")).post("/api/vines").then(),
                409,
                "name-taken");
        TestUser.create().createVineyard("hill");
    }

    @Test
    void modulesThatCannotBeRunAreRefused() {
        assertProblem(
                createWith("module", Map.of("files", Map.of("../x.tf", ""))),
                422,
                "module-path-refused");
        assertProblem(
                createWith("module", Map.of("oci", "https://example.org/x")),
                422,
                "module-source-not-supported");
        assertProblem(
                createWith("module", Map.of("files", Map.of("main.tf", "#".repeat(1 << 20)))),
                422,
                "module-too-large");
        assertProblem(createWith("module", Map.of("files", Map.of())), 422, "invalid-field");
        assertProblem(createWith("module", Map.of("files", List.of())), 422, "invalid-field");
    }

    @Test
    void fieldsThatAreNotValidAreNamed() {
        assertProblem(createWith("environment_stage", "cellar"), 422, "invalid-field")
                .body("field", equalTo("environment_stage"));
        assertProblem(createWith("project_name", " "), 422, "invalid-field")
                .body("field", equalTo("project_name"));
        assertProblem(createWith("terraform_version", "latest"), 422, "invalid-field");
        assertProblem(
                createWith(
                        "variables", List.of(Map.of("name", "a", "value", "b", "kind", "secret"))),
                422,
                "invalid-field");
        assertProblem(createWith("vineyard_id", "no uuid"), 400, "malformed-request");
    }

    @Test
    void aVineIsDeletedUnlessTerraformIsChangingIt() {
        // Given
        String vineyard = ada.createVineyard("hill");
        String vine = ada.createVine(vineyard, "red");
        TestTendril tendril = ada.createTendril();
        ada.createJob(vine, "DEPLOY");
        TestTendril.Lease lease = tendril.claimAndStart();

        // When
        assertProblem(ada.ask().delete("/api/vines/" + vine).then(), 409, "vine-busy");
        assertProblem(ada.ask().delete("/api/vineyards/" + vineyard).then(), 409, "vine-busy");
        tendril.report(lease, "SUCCESS").statusCode(200);
        ada.ask().delete("/api/vineyards/" + vineyard).then().statusCode(204);

        // Then
        assertProblem(ada.ask().get("/api/vines/" + vine).then(), 404, "not-found");
        assertProblem(ada.ask().get("/api/jobs/" + lease.job()).then(), 404, "not-found");
    }

    @Test
    void aVineyardIsRenamedAndDescribed() {
        // Given
        String vineyard = ada.createVineyard("hill");

        // When
        ada.ask()
                .body(Map.of("description", "sunny"))
                .patch("/api/vineyards/" + vineyard)
                .then()
                .statusCode(200);

        // Then
        ada.ask()
                .get("/api/vineyards/" + vineyard)
                .then()
                .body("name", equalTo("hill"))
                .body("description", equalTo("sunny"))
                .body("version", equalTo(2));
    }

    private io.restassured.response.ValidatableResponse createWith(String field, Object value) {
        Map<String, Object> body =
                new HashMap<>(TestUser.vine(ada.createVineyard("y-" + UUID.randomUUID()), "red"));
        body.put(field, value);
        return ada.ask().body(body).post("/api/vines").then();
    }
}
