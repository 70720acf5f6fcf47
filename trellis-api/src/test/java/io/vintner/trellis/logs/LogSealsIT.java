package io.vintner.trellis.logs;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static io.vintner.trellis.testing.TestTendril.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vintner.trellis.auth.Sha256;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LogSealsIT {

    @Inject LogSeals seals;

    private final TestUser ada = TestUser.create();
    private TestTendril tendril;
    private TestTendril.Lease lease;

    @BeforeEach
    void aJobLogs() {
        tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "PLAN");
        lease = tendril.claimAndStart();
        tendril.append(lease, List.of(chunk(1, "réd "), chunk(2, "wine\n"))).statusCode(200);
    }

    @Test
    void aLogThatIsWholeIsSealedAlsoAfterTheJobHasEnded() {
        // Given
        tendril.report(lease, "SUCCESS");
        log().body("log_state", equalTo("OPEN"));

        // When
        seal(2, "réd wine\n").statusCode(200).body("log_state", equalTo("SEALED"));

        // Then
        log().body("log_state", equalTo("SEALED"));
        seal(2, "réd wine\n").body("log_state", equalTo("SEALED"));
        tendril.append(lease, List.of(chunk(2, "wine\n"))).statusCode(200);
        assertProblem(tendril.append(lease, List.of(chunk(3, "more"))), 409, "log-sealed");
    }

    @Test
    void aLogOfManyChunksIsReadWhole() {
        // Given
        StringBuilder all = new StringBuilder("réd wine\n");
        for (int batch = 0; batch < 3; batch++) {
            List<Map<String, Object>> chunks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String text = "line " + batch + " " + i + "\n";
                all.append(text);
                chunks.add(chunk(3 + batch * 50L + i, text));
            }
            tendril.append(lease, chunks).statusCode(200);
        }

        // Then
        seal(152, all.toString()).body("log_state", equalTo("SEALED"));
    }

    @Test
    void aSealWaitsForWhatIsMissing() {
        assertProblem(seal(4, "x"), 409, "log-gap").body("next_seq", equalTo(3));
        log().body("log_state", equalTo("OPEN"));
        tendril.append(lease, List.of(chunk(3, "x"))).statusCode(200);
    }

    @Test
    void aLogThatDiffersIsIncomplete() {
        seal(2, "white wine").statusCode(200).body("log_state", equalTo("INCOMPLETE"));
        log().body("log_state", equalTo("INCOMPLETE")).body("items", hasSize(2));
        var older = new TestTendril.Lease(lease.job(), lease.epoch() - 1, lease.answer());
        lease = older;
        assertProblem(seal(2, "réd wine\n"), 409, "lease-lost");
    }

    @Test
    void aLogWhoseTendrilNeverSaidIsIncompleteAfterADayAndKeptAsLongAsIsSet() {
        // Given
        tendril.report(lease, "SUCCESS");
        seals.giveUp();
        log().body("log_state", equalTo("OPEN"));
        completed("25 h");

        // When
        int givenUp = seals.giveUp();

        // Then
        assertThat(givenUp).isPositive();
        log().body("log_state", equalTo("INCOMPLETE"));
        seals.forget();
        log().body("items", hasSize(2));
        completed("91 d");
        seals.forget();
        log().body("items", hasSize(0)).body("log_state", equalTo("DELETED"));
    }

    @Test
    void theHistoryOfAJobIsReadInPages() {
        String path = "/api/jobs/" + lease.job() + "/events";
        int next =
                ada.ask()
                        .get(path + "?limit=2")
                        .then()
                        .statusCode(200)
                        .body("items.kind", equalTo(List.of("queued", "claimed")))
                        .extract()
                        .path("next_after");
        ada.ask()
                .get(path + "?after=" + next)
                .then()
                .body("items.kind", equalTo(List.of("started")));
        assertProblem(ada.ask().get(path + "?limit=0").then(), 422, "invalid-field");
        assertProblem(TestUser.create().ask().get(path).then(), 404, "not-found");
    }

    private void completed(String ago) {
        Database.run(
                "update provision_jobs set completed_at = now() - ?::interval where id = ?",
                ago,
                UUID.fromString(lease.job()));
    }

    private ValidatableResponse seal(long lastSeq, String whole) {
        return tendril.ask()
                .body(
                        Map.of(
                                "epoch",
                                lease.epoch(),
                                "last_seq",
                                lastSeq,
                                "bytes",
                                whole.getBytes(java.nio.charset.StandardCharsets.UTF_8).length,
                                "sha256",
                                HexFormat.of().formatHex(Sha256.of(whole))))
                .post("/api/jobs/" + lease.job() + "/logs/seal")
                .then();
    }

    private ValidatableResponse log() {
        return ada.ask().get("/api/jobs/" + lease.job() + "/logs").then().statusCode(200);
    }
}
