package io.vintner.trellis.logs;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static io.vintner.trellis.testing.TestTendril.chunk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LogsIT {

    private final TestUser ada = TestUser.create();
    private TestTendril tendril;
    private TestTendril.Lease lease;

    @BeforeEach
    void aJobRuns() {
        tendril = ada.createTendril();
        ada.createJob(ada.createVine(), "PLAN");
        lease = tendril.claimAndStart();
    }

    @Test
    void chunksAreStoredInOrderAndTheAnswerSaysWhatComesNext() {
        // When
        tendril.append(lease, List.of(chunk(1, "a\n"), chunk(2, "b\n")))
                .statusCode(200)
                .body("next_seq", equalTo(3))
                .body("directive", equalTo("CONTINUE"))
                .body("flush_interval_ms", equalTo(250));
        tendril.append(lease, List.of(chunk(3, "c\n"))).body("next_seq", equalTo(4));

        // Then
        read("").body("items.log_chunk", contains("a\n", "b\n", "c\n"))
                .body("items.seq", contains(1, 2, 3))
                .body("items[0].emitted_at", equalTo("2026-11-22T16:00:00+00:00"))
                .body("items[0].user_id", equalTo(ada.id().toString()));
    }

    @Test
    void aLogWithGapsSaysExactlyHowManyBytesAreMissing() {
        // Given
        Map<String, Object> first = gap(2, "100 bytes left out\n", 100);
        Map<String, Object> second = gap(4, "5000000000 bytes left out\n", 5_000_000_000L);
        read("").body("gap_bytes", equalTo(0));

        // When
        tendril.append(lease, List.of(chunk(1, "a\n"), first, chunk(3, "b\n"))).statusCode(200);
        tendril.append(lease, List.of(first, chunk(3, "b\n"), second)).statusCode(200);

        // Then
        read("").body("items[0].gap_bytes", nullValue())
                .body("items[1].gap_bytes", equalTo(100))
                .body("items[3].gap_bytes", equalTo(5_000_000_000L))
                .body("gap_bytes", equalTo(5_000_000_100L));
        read("?after_seq=4").body("items", hasSize(0)).body("gap_bytes", equalTo(5_000_000_100L));
    }

    @Test
    void aGapIsToldOnceAndHasAtLeastOneByte() {
        // Given
        tendril.append(lease, List.of(gap(1, "gap\n", 7))).statusCode(200);

        // Then
        assertProblem(tendril.append(lease, List.of(gap(1, "gap\n", 8))), 409, "log-conflict");
        assertProblem(tendril.append(lease, List.of(chunk(1, "gap\n"))), 409, "log-conflict");
        assertProblem(tendril.append(lease, List.of(gap(2, "gap\n", 0))), 422, "invalid-field");
        read("").body("gap_bytes", equalTo(7));
    }

    private static Map<String, Object> gap(long seq, String text, long bytes) {
        Map<String, Object> gap = new HashMap<>(chunk(seq, text));
        gap.put("stream_type", "SYSTEM");
        gap.put("gap_bytes", bytes);
        return gap;
    }

    @Test
    void theSameChunkAgainIsIgnored() {
        // Given
        tendril.append(lease, List.of(chunk(1, "a"), chunk(2, "b")));

        // When
        tendril.append(lease, List.of(chunk(2, "b"), chunk(3, "c")))
                .statusCode(200)
                .body("next_seq", equalTo(4));

        // Then
        read("").body("items.log_chunk", contains("a", "b", "c"));
    }

    @Test
    void anotherTextUnderAKnownNumberIsRefused() {
        // Given
        tendril.append(lease, List.of(chunk(1, "a")));

        // Then
        assertProblem(
                tendril.append(lease, List.of(chunk(1, "A"), chunk(2, "b"))), 409, "log-conflict");
        read("").body("items", hasSize(1));
    }

    @Test
    void aChunkAfterAMissingOneIsRefusedWithTheNumberThatIsExpected() {
        // Given
        tendril.append(lease, List.of(chunk(1, "a")));

        // Then
        assertProblem(tendril.append(lease, List.of(chunk(3, "c"))), 409, "log-gap")
                .body("next_seq", equalTo(2));
        assertProblem(tendril.append(lease, List.of(chunk(2, "b"), chunk(4, "d"))), 409, "log-gap")
                .body("next_seq", equalTo(3));
        read("").body("items", hasSize(1));
    }

    @Test
    void aChunkThatIsTooLargeIsRefusedAndTheLargestIsTaken() {
        // Given
        String largest = "é".repeat(32_768);

        // Then
        assertProblem(
                        tendril.append(lease, List.of(chunk(1, largest + "x"))),
                        413,
                        "log-chunk-too-large")
                .body("chunk_bytes_max", equalTo(65_536));
        assertProblem(single("x".repeat(65_537)), 413, "log-chunk-too-large");
        tendril.append(lease, List.of(chunk(1, largest))).statusCode(200);
        read("").body("items[0].log_chunk", equalTo(largest));
    }

    @Test
    void whatPostgresCannotHoldBecomesTheReplacementCharacter() {
        // When
        tendril.append(lease, List.of(chunk(1, "a\0b"))).statusCode(200);

        // Then
        read("").body("items[0].log_chunk", equalTo("a\uFFFDb"));
        tendril.append(lease, List.of(chunk(1, "a\0b"))).statusCode(200);
    }

    @Test
    void theDocumentedSingleChunkIsAppendedAtTheEnd() {
        // Given
        tendril.append(lease, List.of(chunk(1, "a")));

        // When
        single("b").statusCode(200).body("next_seq", equalTo(3));

        // Then
        read("").body("items.log_chunk", contains("a", "b"))
                .body("items[1].stream_type", equalTo("SYSTEM"));
    }

    @Test
    void aBodyThatIsNeitherFormIsRefused() {
        assertProblem(
                tendril.ask()
                        .body(Map.of("epoch", lease.epoch(), "log_chunk", "x"))
                        .post("/api/jobs/" + lease.job() + "/logs")
                        .then(),
                422,
                "invalid-field");
        assertProblem(
                tendril.append(
                        lease,
                        LongStream.rangeClosed(1, 65).mapToObj(seq -> chunk(seq, "")).toList()),
                422,
                "invalid-field");
    }

    @Test
    void aLogIsReadInPagesByIdAndBySeqAndByStream() {
        // Given
        tendril.append(lease, List.of(chunk(1, "a"), chunk(2, "b"), chunk(3, "c")));
        single("d");
        long first = read("?limit=1").extract().jsonPath().getLong("next_after");

        // Then
        read("?after=" + first).body("items.log_chunk", contains("b", "c", "d"));
        read("?after=" + first + "&limit=2").body("items.log_chunk", contains("b", "c"));
        read("?after_seq=2").body("items.log_chunk", contains("c", "d"));
        read("?stream=SYSTEM").body("items.log_chunk", contains("d"));
        read("?attempt=2").body("items", hasSize(0)).body("next_after", equalTo(0));
        assertProblem(read("?limit=1001"), 422, "invalid-field");
        assertThat(
                        ada.ask()
                                .get("/api/jobs/" + lease.job() + "/logs/raw")
                                .then()
                                .statusCode(200)
                                .contentType("text/plain;charset=UTF-8")
                                .extract()
                                .asString())
                .isEqualTo("abcd");
    }

    @Test
    void theRestOfALogMayComeAfterTheJobHasEnded() {
        // Given
        tendril.report(lease, "SUCCESS");

        // Then
        tendril.append(lease, List.of(chunk(1, "late")))
                .statusCode(200)
                .body("directive", equalTo("CONTINUE"));
    }

    private io.restassured.response.ValidatableResponse read(String query) {
        return ada.ask().get("/api/jobs/" + lease.job() + "/logs" + query).then();
    }

    private io.restassured.response.ValidatableResponse single(String text) {
        return tendril.ask()
                .body(Map.of("log_chunk", text, "stream_type", "SYSTEM"))
                .post("/api/jobs/" + lease.job() + "/logs")
                .then();
    }
}
