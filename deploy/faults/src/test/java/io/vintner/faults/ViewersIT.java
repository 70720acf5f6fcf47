package io.vintner.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.faults.oracle.StoredLog;
import io.vintner.faults.rig.RealtimeServices;
import io.vintner.faults.terraform.Script;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Many follow one job's log through a gateway, and not all of them as they should. */
class ViewersIT extends FaultTest {

    private static final int VIEWERS = Integer.getInteger("faults.viewers", 40);

    private static final int LINES = 100;
    private static final List<String> STREAMS = List.of("STDOUT", "STDERR", "SYSTEM");

    private final List<Viewer> viewers = new ArrayList<>();

    @Test
    void f22EveryViewerEndsWithTheSameBytesWhetherItIsSlowIsCutOffOrLosesItsGateway()
            throws Exception {
        // Given
        gate().holdAt("apply-1");
        gate().holdAt("apply-2");
        String vine = owner.vine(Script.creating(3, LINES).pausing("0.005").at(gateName()));
        String job = owner.enqueue(vine, "DEPLOY");
        try (RealtimeServices realtime = RealtimeServices.start(rig, 2);
                HttpClient http = HttpClient.newHttpClient();
                AutoCloseable _ = this::closeViewers) {
            for (int number = 0; number < VIEWERS; number++) {
                viewers.add(
                        new Viewer(rig, owner, job, "viewer-%s-%04d".formatted(job, number), http));
            }
            viewers.forEach(viewer -> viewer.goTo(realtime.url(0)));
            awaitAll(viewers, Viewer::isLive);
            startedAgent("watched");
            awaitLines(job, 1);
            long first = chunks(job);
            awaitAll(viewers, viewer -> viewer.log().rows() == first);
            awaitReceipts(job);

            // When
            Viewer slow = viewers.get(0);
            Viewer stuck = viewers.get(1);
            List<Viewer> cut = viewers.subList(2, VIEWERS / 2);
            List<Viewer> steady = viewers.subList(VIEWERS / 2, VIEWERS);
            slow.standStill();
            stuck.standStill();
            cut.forEach(Viewer::cut);
            gate().letGo("apply-1");
            awaitLines(job, 2);

            // Then
            long now = chunks(job);
            awaitAll(steady, viewer -> viewer.log().rows() == now);
            assertThat(slow.log().rows()).isLessThan((int) now);
            assertThat(stuck.log().rows()).isLessThan((int) now);
            cut.forEach(viewer -> {
                assertThat(viewer.log().rows()).isLessThan((int) now);
                viewer.goTo(realtime.url(0));
            });
            slow.goOn();
            awaitAll(cut, viewer -> viewer.isLive() && viewer.log().rows() == now);
            awaitAll(List.of(slow), viewer -> viewer.log().rows() == now);
            assertThat(cut).allSatisfy(ViewersIT::assertResumed);

            // When
            viewers.forEach(Viewer::cut);
            realtime.killGateway(0);
            gate().letGo("apply-2");
            awaitEnd(job, "SUCCESS");
            patiently().until(() -> isSealed(job));
            long back = System.nanoTime();
            viewers.forEach(viewer -> viewer.goTo(realtime.url(1)));

            // Then
            long all = chunks(job);
            awaitAll(viewers, viewer -> viewer.isLive() && viewer.log().rows() == all);
            print(
                    "f22: %d viewers lost their gateway and had all of the log %.1f s after",
                    VIEWERS, (System.nanoTime() - back) / 1e9);
            StoredLog stored = StoredLog.read(rig.database(), job, 1);
            assertThat(viewers)
                    .allSatisfy(viewer -> {
                        assertResumed(viewer);
                        assertThat(viewer.log().wrong()).isEmpty();
                        STREAMS.forEach(stream ->
                                assertThat(viewer.log().text(stream))
                                        .isEqualTo(stored.text(stream)));
                    });
        }
    }

    private void closeViewers() {
        viewers.forEach(Viewer::close);
    }

    /**
     * It was told to fetch at its first join alone, and was sent what it had missed at the last.
     */
    private static void assertResumed(Viewer viewer) {
        assertThat(viewer.answers()).startsWith("fetch").filteredOn("fetch"::equals).hasSize(1);
        assertThat(viewer.answers().getLast()).startsWith("resumed ").isNotEqualTo("resumed 0");
    }

    /** Whether all of them, each asked anew until then. */
    private interface Asked {
        boolean is(Viewer viewer) throws Exception;
    }

    private static void awaitAll(List<Viewer> viewers, Asked asked) {
        patiently()
                .untilAsserted(() -> {
                    List<String> others = new ArrayList<>();
                    for (Viewer viewer : viewers) {
                        if (!asked.is(viewer)) {
                            others.add(
                                    "%d rows, answered %s"
                                            .formatted(viewer.log().rows(), viewer.answers()));
                        }
                    }
                    assertThat(others).isEmpty();
                });
    }

    /** Waits until that many resources' lines are stored, and nothing more can come for now. */
    private void awaitLines(String job, int resources) {
        awaitReached("apply-" + resources);
        for (String stream : List.of("STDOUT", "STDERR")) {
            String last =
                    "apply %s %d ".formatted(stream.toLowerCase(Locale.ROOT), resources * LINES);
            patiently().until(() -> stored(job, stream).contains(last));
        }
        String state = "state stored, serial %d\n".formatted(resources);
        patiently().until(() -> stored(job, "SYSTEM").contains(state));
    }

    /** Waits until every viewer has proven what it holds: only then may it go on from there. */
    private void awaitReceipts(String job) {
        patiently()
                .until(() ->
                        rig.database()
                                        .number(
                                                """
                                                select count(*) from vintner.receipts
                                                where resume_id like ? and not fetching
                                                """,
                                                "viewer-" + job + "-%")
                                == VIEWERS);
    }

    private long chunks(String job) throws Exception {
        return rig.database()
                .number("select count(*) from provision_job_logs where job_id = ?::uuid", job);
    }

    private boolean isSealed(String job) throws Exception {
        return rig.database()
                        .number(
                                """
                                select count(*) from job_log_heads
                                where job_id = ?::uuid and state = 'SEALED'
                                """,
                                job)
                == 1;
    }
}
