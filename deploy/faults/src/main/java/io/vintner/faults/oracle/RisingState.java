package io.vintner.faults.oracle;

import io.vintner.faults.oracle.Evidence.JobRow;
import io.vintner.faults.oracle.Evidence.Version;
import io.vintner.faults.terraform.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** I6: versions without a hole, serials and epochs that rise, one lineage, the last one whole. */
final class RisingState implements Rule {

    @Override
    public List<Breach> check(Evidence evidence) throws IOException, InterruptedException {
        List<Breach> breaches = new ArrayList<>();
        Map<String, List<Version>> byVine =
                evidence.versions().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Version::vine, TreeMap::new, Collectors.toList()));
        byVine.forEach((vine, versions) -> {
            Version before = null;
            for (Version version : versions) {
                boolean follows =
                        before == null
                                ? version.version() == 1
                                : version.version() == before.version() + 1
                                        && version.serial() > before.serial()
                                        && version.epoch() >= before.epoch()
                                        && version.lineage().equals(before.lineage());
                if (!follows) {
                    breaches.add(
                            new Breach(
                                    Invariant.I6, vine, "%s after %s".formatted(version, before)));
                }
                before = version;
            }
        });
        for (JobRow job : evidence.jobs()) {
            lastOf(evidence, job, byVine).ifPresent(breaches::add);
        }
        return breaches;
    }

    /** The state that a successful apply has left is stored, if nobody changed it afterwards. */
    private static java.util.Optional<Breach> lastOf(
            Evidence evidence, JobRow job, Map<String, List<Version>> byVine)
            throws IOException, InterruptedException {
        List<Version> versions = byVine.getOrDefault(job.vine(), List.of());
        List<Work> works = evidence.worksOf(job);
        boolean applied = job.mutating() && job.status().equals("SUCCESS") && !works.isEmpty();
        if (!applied) {
            return java.util.Optional.empty();
        }
        int created = works.getLast().created().size();
        if (versions.isEmpty()) {
            return java.util.Optional.of(
                    new Breach(Invariant.I6, job.id(), "succeeded without a state"));
        }
        if (!job.id().equals(versions.getLast().job())) {
            return java.util.Optional.empty();
        }
        int stored = evidence.owner().states(job.vine()).getLast().path("created").asInt();
        return stored == created
                ? java.util.Optional.empty()
                : java.util.Optional.of(
                        new Breach(
                                Invariant.I6,
                                job.id(),
                                "created %d, stored %d".formatted(created, stored)));
    }
}
