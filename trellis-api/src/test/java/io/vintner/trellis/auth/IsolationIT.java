package io.vintner.trellis.auth;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static io.vintner.trellis.testing.TestTendril.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What belongs to one user does not exist for another. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class IsolationIT {

    private final TestUser ada = TestUser.create();
    private final TestUser ben = TestUser.create();

    private String vineyard;
    private String vine;
    private String job;
    private TestTendril tendril;

    @BeforeEach
    void adaHasOneOfEach() {
        vineyard = ada.createVineyard("hill");
        vine = ada.createVine(vineyard, "red");
        job = ada.createJob(vine, "PLAN");
        tendril = ada.createTendril();
    }

    @Test
    void everyListHasOwnRowsOnly() {
        ben.createVineyard("plain");
        ben.ask().get("/api/vineyards").then().body("items.name", contains("plain"));
        ben.ask().get("/api/vines").then().body("items", hasSize(0));
        ben.ask().get("/api/vines?vineyard_id=" + vineyard).then().body("items", hasSize(0));
        ben.ask().get("/api/jobs").then().body("items", hasSize(0));
        ben.ask().get("/api/jobs?vine_id=" + vine).then().body("items", hasSize(0));
        assertThat(ben.ask().get("/api/workers").jsonPath().getList("items.id"))
                .doesNotContain(tendril.id());
        ada.ask().get("/api/vineyards").then().body("items.id", contains(vineyard));
        ada.ask().get("/api/vines").then().body("items.id", contains(vine));
        ada.ask().get("/api/jobs").then().body("items.id", contains(job));
        assertThat(ada.ask().get("/api/workers").jsonPath().getList("items.id"))
                .contains(tendril.id());
    }

    @Test
    void nothingOfAnotherUserCanBeRead() {
        for (String path :
                List.of(
                        "/api/vineyards/" + vineyard,
                        "/api/vines/" + vine,
                        "/api/vines/" + vine + "/module",
                        "/api/jobs/" + job,
                        "/api/jobs/" + job + "/details",
                        "/api/jobs/" + job + "/logs",
                        "/api/jobs/" + job + "/logs/raw",
                        "/api/workers/" + tendril.id())) {
            assertThat(ada.ask().get(path).statusCode()).as(path).isEqualTo(200);
            assertProblem(ben.ask().get(path).then(), 404, "not-found");
        }
    }

    @Test
    void nothingOfAnotherUserCanBeChanged() {
        var rename = Map.of("name", "x", "project_name", "x");
        assertProblem(
                ben.ask().body(rename).patch("/api/vineyards/" + vineyard).then(),
                404,
                "not-found");
        assertProblem(ben.ask().body(rename).patch("/api/vines/" + vine).then(), 404, "not-found");
        assertProblem(ben.ask().delete("/api/vineyards/" + vineyard).then(), 404, "not-found");
        assertProblem(ben.ask().delete("/api/vines/" + vine).then(), 404, "not-found");
        assertProblem(ben.ask().post("/api/jobs/" + job + "/cancel").then(), 404, "not-found");
        assertProblem(
                ben.ask().post("/api/workers/" + tendril.id() + "/drain").then(), 404, "not-found");
        assertProblem(ben.ask().delete("/api/workers/" + tendril.id()).then(), 404, "not-found");
        assertProblem(
                ben.ask().body(TestUser.vine(vineyard, "x")).post("/api/vines").then(),
                404,
                "not-found");
        assertProblem(
                ben.ask()
                        .body(Map.of("vine_id", vine, "job_type", "PLAN"))
                        .post("/api/jobs")
                        .then(),
                404,
                "not-found");
        assertProblem(
                ben.ask()
                        .body(
                                Map.of(
                                        "vine_id", ben.createVine(),
                                        "job_type", "PLAN",
                                        "assigned_worker_id", tendril.id()))
                        .post("/api/jobs")
                        .then(),
                404,
                "not-found");
    }

    @Test
    void aTendrilTakesItsOwnersJobsOnlyAndThePlatformsTakesAny() {
        // Given
        TestTendril bens = ben.createTendril();
        TestTendril platforms = TestUser.create().createTendril();
        bens.claimNothing();
        Database.run(
                "update workers set user_id = null where id = ?", UUID.fromString(platforms.id()));
        // Jobs of other tests wait here too: only the one of this test may be taken first.
        Database.run("update provision_jobs set priority = 1 where id = ?", UUID.fromString(job));

        // When
        TestTendril.Lease lease = platforms.claim();

        // Then
        assertThat(lease.job()).isEqualTo(job);
        assertProblem(bens.report(lease, "PROCESSING"), 409, "lease-lost");
        assertProblem(bens.append(lease, List.of(chunk(1, "x"))), 409, "lease-lost");
        assertProblem(bens.pull(lease, vine), 409, "lease-lost");
        assertProblem(
                ben.ask().delete("/api/workers/" + platforms.id()).then(), 403, "worker-not-yours");
        assertProblem(
                ben.ask().post("/api/workers/" + platforms.id() + "/drain").then(),
                403,
                "worker-not-yours");
        Database.run("delete from workers where id = ?", UUID.fromString(platforms.id()));
    }
}
