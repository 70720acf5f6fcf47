package io.vintner.trellis.modules;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.jobs.JobSweep;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Vines whose module lies in a git repository, as far as the API goes. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class GitModulesIT {

    private static final byte[] PLAN = "plan of grand-cru".getBytes(StandardCharsets.UTF_8);
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final Map<String, Object> GIT =
            Map.of(
                    "url",
                    "https://git.example.org/wine.git",
                    "ref",
                    "main",
                    "subfolder",
                    "stages/production");
    private static final Map<String, Object> KNOWS_GIT =
            Map.of("applies_plans", true, "module_sources", List.of("files", "git"));

    @Inject JobSweep sweep;

    private final TestUser ada = TestUser.create();

    @Test
    void aVineIsShownWithItsRepositoryAndItsJobsAreHandedIt() {
        // Given
        String vine = createVine(GIT);
        TestTendril tendril = ada.createTendril();

        // When
        ada.createJob(vine, "PLAN");
        TestTendril.Lease lease = tendril.claim(KNOWS_GIT);

        // Then
        Map<String, Object> module =
                ada.ask().get("/api/vines/" + vine + "/module").jsonPath().getMap("");
        assertThat(module.keySet()).containsExactlyInAnyOrder("git", "variables");
        assertThat(module.get("git")).isEqualTo(GIT);
        assertThat(lease.answer().getMap("config_snapshot.module")).isEqualTo(Map.of("git", GIT));
    }

    @Test
    void aVineMovesFromFilesToARepositoryAndBackAndEachIsAnotherConfiguration() {
        // Given
        String vine = ada.createVine();
        String withFiles = configHash(vine);

        // When
        change(vine, Map.of("git", GIT)).statusCode(200).body("version", equalTo(2));
        String withGit = configHash(vine);
        Map<String, Object> other = new HashMap<>(GIT);
        other.put("ref", "v1");
        change(vine, Map.of("git", other)).statusCode(200);
        String withOther = configHash(vine);
        change(vine, Map.of("files", Map.of("main.tf", "# wine"))).statusCode(200);

        // Then
        assertThat(withGit).isNotEqualTo(withFiles).isNotEqualTo(withOther);
        assertThat(configHash(vine)).isEqualTo(withFiles);
    }

    @Test
    void aVineMayHaveAModuleOfARegistry() {
        // Given
        Map<String, Object> registry =
                Map.of("address", "modules.example.org/cellar/wine/aws", "version", "~> 1.2");
        String vine = ada.createVine();

        // When
        change(vine, Map.of("registry", registry)).statusCode(200);
        ada.createJob(vine, "PLAN");

        // Then
        TestTendril tendril = ada.createTendril();
        tendril.claimNothing(KNOWS_GIT);
        TestTendril.Lease lease = tendril.claim(Map.of("module_sources", List.of("registry")));
        assertThat(lease.answer().getMap("config_snapshot.module.registry")).isEqualTo(registry);
        ada.ask()
                .get("/api/vines/" + vine + "/module")
                .then()
                .body("registry.version", equalTo("~> 1.2"));
        assertProblem(
                change(vine, Map.of("registry", Map.of("address", "./x", "version", "1.0"))),
                422,
                "module-url-refused");
    }

    @Test
    void addressesThatAreNotServedAreRefused() {
        String vine = ada.createVine();

        assertProblem(
                change(vine, Map.of("git", Map.of("url", "file:///srv/wine", "ref", "main"))),
                422,
                "module-url-refused");
        assertProblem(
                change(vine, Map.of("git", Map.of("url", "https://a:b@host/wine", "ref", "main"))),
                422,
                "module-url-refused");
    }

    @Test
    void anOlderTendrilIsNotHandedAJobWhoseModuleItCouldNotFetch() {
        // Given: the job of the repository is the first of the queue
        TestTendril older = ada.createTendril();
        TestTendril newer = ada.createTendril();
        String git = createVine(GIT);
        String first = ada.createJob(git, "DEPLOY");
        String second = ada.createJob(ada.createVine(), "DEPLOY");

        // When
        TestTendril.Lease olders = older.claim();

        // Then
        assertThat(olders.job()).isEqualTo(second);
        older.claimNothing();
        older.claimNothing(Map.of("applies_plans", true, "module_sources", List.of("files")));
        newer.claimNothing(Map.of("module_sources", List.of("oci")));
        assertThat(newer.claim(KNOWS_GIT).job()).isEqualTo(first);
    }

    @Test
    void aJobThatWaitsForANewerTendrilSaysSo() {
        // Given
        Database.run("update workers set status = 'OFFLINE' where user_id is null");
        TestTendril older = ada.createTendril();
        TestTendril newer = ada.createTendril();
        String job = ada.createJob(createVine(GIT), "PLAN");

        // When
        assertThat(ada.job(job).getString("waiting_reason"))
                .isEqualTo("every Tendril that is online is too old for modules of the source git");
        newer.ask()
                .body(
                        Map.of(
                                "status",
                                "ONLINE",
                                "version",
                                "2.0",
                                "module_sources",
                                List.of("files", "git")))
                .post("/api/workers/heartbeat")
                .then()
                .statusCode(200);
        sweep.tellWaits();

        // Then
        assertThat(ada.job(job).getString("waiting_reason")).isNull();
        older.beat("ONLINE");
        newer.beat("ONLINE");
        sweep.tellWaits();
        assertThat(ada.job(job).getString("waiting_reason")).contains("too old");
    }

    @Test
    void aJobThatAnOlderTendrilCannotTakeHoldsUpNoneOfItsVineThatItCan() {
        // Given: the vine had files when the second job was queued
        TestTendril older = ada.createTendril();
        String vine = createVine(GIT);
        ada.createJob(vine, "DEPLOY");
        change(vine, Map.of("files", Map.of("main.tf", "# wine"))).statusCode(200);
        String second = ada.createJob(vine, "DEPLOY");

        // When
        TestTendril.Lease lease = older.claim();

        // Then
        assertThat(lease.job()).isEqualTo(second);
    }

    @Test
    void aPlanSaysFromWhichCommitItWasMadeAndItsDeployIsToldSo() {
        // Given
        String vine = createVine(GIT);
        TestTendril tendril = ada.createTendril();
        String plan = ada.createJob(vine, "PLAN");
        TestTendril.Lease planning = tendril.claim(KNOWS_GIT);
        tendril.report(planning, "PROCESSING").statusCode(200);

        // When
        assertProblem(tendril.storePlan(planning, PLAN, 0), 422, "invalid-field")
                .body("field", equalTo("module_version"));
        assertProblem(tendril.storePlan(planning, PLAN, "a\nb"), 422, "invalid-field");
        tendril.storePlan(planning, PLAN, COMMIT)
                .statusCode(200)
                .body("module_version", equalTo(COMMIT));
        tendril.storePlan(planning, PLAN, COMMIT).statusCode(200);
        assertProblem(tendril.storePlan(planning, PLAN, "another"), 409, "plan-exists");
        tendril.report(planning, "SUCCESS").statusCode(200);

        // Then
        ada.ask()
                .body(Map.of("vine_id", vine, "job_type", "DEPLOY", "plan_job_id", plan))
                .post("/api/jobs")
                .then()
                .statusCode(201);
        TestTendril.Lease deploying = tendril.claim(KNOWS_GIT);
        assertThat(deploying.answer().getString("plan.module_version")).isEqualTo(COMMIT);
        ada.ask()
                .get("/api/jobs/" + plan + "/details")
                .then()
                .body("plan.module_version", equalTo(COMMIT));
    }

    @Test
    void whyAModuleCouldNotBeFetchedIsKeptAndTheVineGoesOn() {
        // Given
        String vine = createVine(GIT);
        TestTendril tendril = ada.createTendril();
        String job = ada.createJob(vine, "DEPLOY");
        TestTendril.Lease lease = tendril.claim(KNOWS_GIT);
        tendril.report(lease, "PROCESSING").statusCode(200);

        // When
        tendril.report(
                        lease,
                        Map.of(
                                "status",
                                "FAILED",
                                "epoch",
                                lease.epoch(),
                                "error_message",
                                "git fetch ended with exit code 128",
                                "error_code",
                                "MODULE_NOT_AVAILABLE"))
                .statusCode(200);

        // Then
        assertThat(ada.job(job).getString("error_code")).isEqualTo("MODULE_NOT_AVAILABLE");
        assertThat(ada.vine(vine).getBoolean("reconcile")).isFalse();
        ada.createJob(vine, "DEPLOY");
    }

    private String createVine(Map<String, Object> git) {
        String name = "v-" + UUID.randomUUID();
        Map<String, Object> body = new HashMap<>(TestUser.vine(ada.createVineyard(name), name));
        body.put("module", Map.of("git", git));
        return ada.ask().body(body).post("/api/vines").then().statusCode(201).extract().path("id");
    }

    private ValidatableResponse change(String vine, Map<String, Object> module) {
        return ada.ask().body(Map.of("module", module)).patch("/api/vines/" + vine).then();
    }

    private String configHash(String vine) {
        return ada.job(ada.createJob(vine, "CONNECTION_TEST")).getString("config_hash");
    }
}
