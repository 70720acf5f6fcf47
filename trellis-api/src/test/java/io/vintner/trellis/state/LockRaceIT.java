package io.vintner.trellis.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Whoever comes first: jobs of two Tendrils and three people want one vine at the same moment. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LockRaceIT {

    private static final int ROUNDS = 15;

    private final TestUser ada = TestUser.create();

    @Test
    void ofJobsAndPeopleExactlyOneGetsTheLock() throws InterruptedException, ExecutionException {
        // Given
        List<TestTendril> tendrils = List.of(ada.createTendril(), ada.createTendril());
        String vine = ada.createVine();
        ada.createJob(vine, "DEPLOY");
        ada.createJob(vine, "DEPLOY");
        int jobs = 0;
        int people = 0;

        // When
        try (ExecutorService pool = Executors.newFixedThreadPool(5)) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Callable<Boolean>> contenders = new ArrayList<>();
                for (TestTendril tendril : tendrils) {
                    contenders.add(() -> claims(tendril));
                }
                for (int person = 0; person < 3; person++) {
                    String id = "person-" + person;
                    contenders.add(() -> locks(vine, id));
                }
                List<Boolean> won = new ArrayList<>();
                for (Future<Boolean> contender : pool.invokeAll(contenders)) {
                    won.add(contender.get());
                }

                // Then
                assertThat(won).as("round %d", round).containsOnlyOnce(true);
                boolean job = won.indexOf(true) < tendrils.size();
                jobs += job ? 1 : 0;
                people += job ? 0 : 1;
                release(vine, tendrils, job);
            }
        }
        assertThat(jobs + people).isEqualTo(ROUNDS);
        assertThat(Database.text("select count(*) from tf_locks where vine_id = ?", id(vine)))
                .isEqualTo("0");
    }

    private static boolean claims(TestTendril tendril) {
        return tendril.ask().body(Map.of()).post("/api/jobs/claim").then().extract().statusCode()
                == 200;
    }

    private boolean locks(String vine, String lock) {
        return ada.ask()
                        .body("{\"ID\":\"%s\"}".formatted(lock))
                        .request("LOCK", "/api/state/" + vine)
                        .then()
                        .extract()
                        .statusCode()
                == 200;
    }

    private void release(String vine, List<TestTendril> tendrils, boolean job) {
        if (!job) {
            ada.ask().body("").request("UNLOCK", "/api/state/" + vine).then().statusCode(200);
            return;
        }
        String held =
                "select %s from job_leases where job_id ="
                        + " (select job_id from tf_locks where vine_id = ?)";
        long epoch = Long.parseLong(Database.text(held.formatted("epoch"), id(vine)));
        String id = Database.text(held.formatted("job_id"), id(vine));
        String worker = Database.text(held.formatted("worker_id"), id(vine));
        TestTendril holder =
                tendrils.stream().filter(it -> it.id().equals(worker)).findFirst().orElseThrow();
        holder.ask()
                .body(Map.of("status", "QUEUED", "epoch", epoch))
                .put("/api/jobs/" + id + "/status")
                .then()
                .statusCode(200);
    }

    private static UUID id(String vine) {
        return UUID.fromString(vine);
    }
}
