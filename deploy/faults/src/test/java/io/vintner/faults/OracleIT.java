package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.oracle.Breach;
import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.oracle.Oracle;
import io.vintner.faults.terraform.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The oracle itself: what was whole and is then falsified is seen, for each invariant. */
class OracleIT extends FaultTest {

    private interface Step {
        void take() throws IOException, SQLException;
    }

    /** Something false, and how it is put right again. */
    private record Forgery(Step forge, Step undo) {}

    @Test
    void everyInvariantThatIsBrokenIsSeen() throws Exception {
        // Given
        startedAgent("honest");
        String vine = owner.vine(Script.creating(2, 3));
        String first = owner.enqueue(vine, "DEPLOY");
        awaitEnd(first, "SUCCESS");
        String second = owner.enqueue(vine, "DEPLOY");
        awaitEnd(second, "SUCCESS");
        assertThat(Oracle.examine(rig, owner, excuses)).isEmpty();

        // When
        Set<Invariant> seen = EnumSet.noneOf(Invariant.class);
        for (Map.Entry<Invariant, Forgery> one : forgeries(vine, first, second).entrySet()) {
            one.getValue().forge().take();
            if (Oracle.examine(rig, owner, excuses).stream()
                    .map(Breach::invariant)
                    .anyMatch(one.getKey()::equals)) {
                seen.add(one.getKey());
            }
            one.getValue().undo().take();
        }

        // Then
        assertThat(seen).containsExactly(Invariant.values());
    }

    private Map<Invariant, Forgery> forgeries(String vine, String first, String second)
            throws IOException {
        Map<Invariant, Forgery> all = new EnumMap<>(Invariant.class);
        String ofFirst = " where job_id = '%s'".formatted(first);
        String onlyFirst = " where id = '%s'".formatted(first);
        all.put(
                Invariant.I1,
                sql(
                        "update job_leases set epoch = epoch + 1000" + ofFirst,
                        "update job_leases set epoch = epoch - 1000" + ofFirst));
        all.put(Invariant.I2, file(second, ".ledger", "create 2\n", "create 2\ncreate 2\n"));
        all.put(
                Invariant.I3,
                sql(
                        "update job_events set kind = 'forged'" + ofFirst + " and kind = 'success'",
                        "update job_events set kind = 'success'"
                                + ofFirst
                                + " and kind = 'forged'"));
        all.put(
                Invariant.I4,
                sql(
                        "update provision_jobs set status = 'FAILED'" + onlyFirst,
                        "update provision_jobs set status = 'SUCCESS'" + onlyFirst));
        all.put(
                Invariant.I5,
                sql(
                        "update provision_job_logs set log_chunk = log_chunk || 'x'"
                                + ofFirst
                                + " and seq = 3",
                        "update provision_job_logs set log_chunk = left(log_chunk, -1)"
                                + ofFirst
                                + " and seq = 3"));
        String firstState = " where vine_id = '%s' and version = 1".formatted(vine);
        all.put(
                Invariant.I6,
                sql(
                        "update tf_state_versions set serial = serial + 50" + firstState,
                        "update tf_state_versions set serial = serial - 50" + firstState));
        all.put(Invariant.I7, file(second, ".diary", "begin apply ", "begin apply 0"));
        all.put(
                Invariant.I8,
                sql(
                        "update provision_jobs set error_message = '%s'".formatted(owner.secret())
                                + onlyFirst,
                        "update provision_jobs set error_message = null" + onlyFirst));
        all.put(
                Invariant.I9,
                sql(
                        "update provision_jobs set started_at = started_at + interval '1 hour'"
                                + onlyFirst,
                        "update provision_jobs set started_at = started_at - interval '1 hour'"
                                + onlyFirst));
        all.put(Invariant.I10, file(second, ".diary", "end apply 0\n", ""));
        return all;
    }

    private Forgery sql(String forge, String undo) {
        return new Forgery(() -> execute(forge), () -> execute(undo));
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = rig.database().connect();
                var change = connection.createStatement()) {
            assertThat(change.executeUpdate(statement)).isEqualTo(1);
        }
    }

    private Forgery file(String job, String ending, String text, String other) throws IOException {
        Path file;
        try (Stream<Path> files = Files.list(rig.folder().resolve("works"))) {
            file =
                    files.filter(it -> it.getFileName().toString().startsWith(job))
                            .filter(it -> it.getFileName().toString().endsWith(ending))
                            .findFirst()
                            .orElseThrow();
        }
        String whole = Files.readString(file);
        assertThat(whole).contains(text);
        return new Forgery(
                () -> Files.writeString(file, whole.replace(text, other)),
                () -> Files.writeString(file, whole));
    }
}
