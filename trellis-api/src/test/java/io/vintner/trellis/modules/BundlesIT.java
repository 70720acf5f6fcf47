package io.vintner.trellis.modules;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.testing.Archives;
import io.vintner.trellis.testing.Archives.Entry;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Modules that are uploaded, from the upload to the Tendril that runs them. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class BundlesIT {

    private static final Entry[] WINE = {
        Entry.file("main.tf", "# wine"),
        Entry.file("stages/production/main.tf", "# grand cru"),
        Entry.executable("scripts/run.sh", "echo"),
    };
    private static final Map<String, Object> KNOWS_BUNDLES =
            Map.of("applies_plans", true, "module_sources", List.of("files", "bundle"));

    @Inject Bundles bundles;

    private final TestUser ada = TestUser.create();

    @Test
    void anUploadIsNamedByWhatIsInItAndItsTendrilGetsThoseBytes() throws Exception {
        // Given
        String sha256 =
                upload(ada, Archives.zip(WINE))
                        .statusCode(201)
                        .body("files", equalTo(3))
                        .body("folders", contains("", "stages/production"))
                        .extract()
                        .path("sha256");
        upload(ada, Archives.tarGz(WINE)).statusCode(201).body("sha256", equalTo(sha256));

        // When
        String vine = createVine(Map.of("sha256", sha256, "subfolder", "stages/production"));
        ada.createJob(vine, "PLAN");
        TestTendril tendril = ada.createTendril();
        tendril.claimNothing();
        TestTendril.Lease lease = tendril.claim(KNOWS_BUNDLES);
        Response fetched = fetch(tendril, lease);

        // Then
        byte[] bytes = fetched.asByteArray();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
        assertThat(fetched.header("Content-Digest"))
                .isEqualTo("sha-256=:%s:".formatted(Base64.getEncoder().encodeToString(digest)));
        assertThat(lease.answer().getMap("config_snapshot.module.bundle"))
                .isEqualTo(Map.of("sha256", sha256, "subfolder", "stages/production"));
        assertThat(ada.ask().get("/api/module-bundles/" + sha256).asByteArray()).isEqualTo(bytes);
        ada.ask()
                .get("/api/vines/" + vine + "/module")
                .then()
                .body("bundle.sha256", equalTo(sha256))
                .body("files", equalTo(null));
    }

    @Test
    void anotherBundleIsAnotherConfigurationAndAJobKeepsTheOneItWasQueuedWith() throws Exception {
        // Given
        String first = uploaded(Archives.zip(WINE));
        String second = uploaded(Archives.zip(Entry.file("main.tf", "# grape")));
        String vine = createVine(Map.of("sha256", first));
        String before = ada.createJob(vine, "DEPLOY");

        // When
        ada.ask()
                .body(Map.of("module", Map.of("bundle", Map.of("sha256", second))))
                .patch("/api/vines/" + vine)
                .then()
                .statusCode(200);
        makeOld(first);
        bundles.forget();

        // Then
        TestTendril tendril = ada.createTendril();
        TestTendril.Lease lease = tendril.claim(KNOWS_BUNDLES);
        assertThat(lease.job()).isEqualTo(before);
        assertThat(fetch(tendril, lease).statusCode()).isEqualTo(200);
        String after = ada.createJob(vine, "PLAN");
        assertThat(ada.job(after).getString("config_hash"))
                .isNotEqualTo(ada.job(before).getString("config_hash"));
    }

    @Test
    void aBundleIsForgottenWhenNobodyNeedsItAnyMore() {
        // Given
        String kept = uploaded(Archives.zip(WINE));
        String unused = uploaded(Archives.zip(Entry.file("unused.tf", "")));
        String recent = uploaded(Archives.zip(Entry.file("recent.tf", "")));
        createVine(Map.of("sha256", kept));
        makeOld(kept);
        makeOld(unused);

        // When
        bundles.forget();

        // Then
        assertProblem(ada.ask().get("/api/module-bundles/" + unused).then(), 404, "not-found");
        ada.ask().get("/api/module-bundles/" + kept).then().statusCode(200);
        ada.ask().get("/api/module-bundles/" + recent).then().statusCode(200);
    }

    @Test
    void aBundleBelongsToWhoeverUploadedIt() {
        // Given
        String sha256 = uploaded(Archives.zip(WINE));
        TestUser bob = TestUser.create();
        String bobs = bob.createVine();

        // Then
        assertProblem(bob.ask().get("/api/module-bundles/" + sha256).then(), 404, "not-found");
        assertProblem(
                bob.ask()
                        .body(Map.of("module", Map.of("bundle", Map.of("sha256", sha256))))
                        .patch("/api/vines/" + bobs)
                        .then(),
                422,
                "invalid-field");
    }

    @Test
    void onlyTheHolderOfAJobThatHasABundleGetsIt() {
        // Given
        TestTendril tendril = ada.createTendril();
        TestTendril other = ada.createTendril();
        ada.createJob(createVine(Map.of("sha256", uploaded(Archives.zip(WINE)))), "PLAN");
        TestTendril.Lease lease = tendril.claim(KNOWS_BUNDLES);
        ada.createJob(ada.createVine(), "PLAN");
        TestTendril.Lease files = other.claim();

        // Then
        assertProblem(fetch(other, lease).then(), 409, "lease-lost");
        assertProblem(fetch(other, files).then(), 404, "not-found");
        assertProblem(
                tendril.ask().get("/api/jobs/" + lease.job() + "/module-bundle").then(),
                422,
                "invalid-field");
        tendril.report(lease, "PROCESSING").statusCode(200);
        tendril.report(lease, "FAILED").statusCode(200);
        assertProblem(fetch(tendril, lease).then(), 409, "illegal-transition");
    }

    @Test
    void whatIsNoModuleIsRefused() {
        String vine = ada.createVine();
        String sha256 = uploaded(Archives.zip(WINE));

        assertProblem(upload(ada, new byte[] {1, 2, 3}), 422, "module-bundle-refused");
        assertProblem(
                upload(ada, Archives.tarGz(WINE[0], Entry.of("link", "", '2'))),
                422,
                "module-bundle-refused");
        assertProblem(
                upload(ada, Archives.zip(WINE[0], Entry.file("../x.tf", ""))),
                422,
                "module-path-refused");
        assertProblem(
                upload(ada, Archives.zip(WINE[0], Entry.file("b.tf", "0".repeat(33 << 20)))),
                422,
                "module-too-large");
        for (Map<String, String> bundle :
                List.of(
                        Map.of("sha256", "ab".repeat(32)),
                        Map.of("sha256", "../../etc/passwd"),
                        Map.of("sha256", sha256, "subfolder", "scripts"))) {
            assertProblem(
                    ada.ask()
                            .body(Map.of("module", Map.of("bundle", bundle)))
                            .patch("/api/vines/" + vine)
                            .then(),
                    422,
                    "invalid-field");
        }
    }

    private static ValidatableResponse upload(TestUser user, byte[] archive) {
        return user.ask()
                .contentType("application/octet-stream")
                .body(archive)
                .post("/api/module-bundles")
                .then();
    }

    private String uploaded(byte[] archive) {
        return upload(ada, archive).statusCode(201).extract().path("sha256");
    }

    private static Response fetch(TestTendril tendril, TestTendril.Lease lease) {
        return tendril.ask()
                .get("/api/jobs/{job}/module-bundle?epoch={epoch}", lease.job(), lease.epoch());
    }

    private String createVine(Map<String, Object> bundle) {
        String name = "v-" + UUID.randomUUID();
        Map<String, Object> body = new HashMap<>(TestUser.vine(ada.createVineyard(name), name));
        body.put("module", Map.of("bundle", bundle));
        return ada.ask().body(body).post("/api/vines").then().statusCode(201).extract().path("id");
    }

    private static void makeOld(String sha256) {
        Database.run(
                """
                update module_bundles set used_at = now() - interval '25 h'
                where sha256 = decode(?, 'hex')
                """,
                sha256);
    }
}
