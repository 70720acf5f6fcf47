package io.vintner.faults.oracle;

import io.vintner.faults.oracle.Evidence.JobRow;
import io.vintner.faults.terraform.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** I7: what was applied is, byte for byte, what the job, or the PLAN that it names, had planned. */
final class ReviewedPlan implements Rule {

    @Override
    public List<Breach> check(Evidence evidence) {
        Map<String, JobRow> jobs =
                evidence.jobs().stream().collect(Collectors.toMap(JobRow::id, Function.identity()));
        List<Breach> breaches = new ArrayList<>();
        for (JobRow job : evidence.jobs()) {
            JobRow planner = job.planJob() == null ? job : jobs.get(job.planJob());
            List<String> planned =
                    evidence.worksOf(planner == null ? job : planner).stream()
                            .flatMap(work -> work.planned().stream())
                            .toList();
            List<String> applied =
                    evidence.worksOf(job).stream().flatMap(it -> it.begun().stream()).toList();
            if (!planned.containsAll(applied)) {
                breaches.add(
                        new Breach(
                                Invariant.I7,
                                job.id(),
                                "applied %s, planned %s".formatted(applied, planned)));
            }
            if (planner != null
                    && !applied.isEmpty()
                    && !planner.configHash().equals(job.configHash())) {
                breaches.add(new Breach(Invariant.I7, job.id(), "applied another configuration"));
            }
        }
        evidence.jobs().stream()
                .filter(job -> job.planJob() != null)
                .filter(job ->
                        evidence.worksOf(job).stream()
                                .map(Work::begun)
                                .anyMatch(it -> !it.isEmpty()))
                .collect(Collectors.groupingBy(job -> String.valueOf(job.planJob())))
                .forEach((plan, deploys) -> {
                    if (deploys.size() > 1) {
                        breaches.add(new Breach(Invariant.I7, plan, "applied more than once"));
                    }
                });
        return breaches;
    }
}
