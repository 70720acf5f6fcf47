package io.vintner.trellis.jobs.life;

import io.restassured.response.Response;
import io.vintner.trellis.jobs.JobSweep;
import io.vintner.trellis.jobs.life.Call.Answer;
import io.vintner.trellis.testing.Database;
import io.vintner.trellis.testing.TestTendril;
import io.vintner.trellis.testing.TestUser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A user with vines and Tendrils at the real service: makes calls, and looks what is left. */
record Cellar(
        TestUser user, List<String> vines, Map<String, TestTendril> tendrils, JobSweep sweep) {

    static Cellar open(int vines, int tendrils, JobSweep sweep) {
        TestUser user = TestUser.create();
        return new Cellar(
                user,
                Stream.generate(user::createVine).limit(vines).toList(),
                Stream.generate(user::createTendril)
                        .limit(tendrils)
                        .collect(Collectors.toMap(TestTendril::id, Function.identity())),
                sweep);
    }

    List<String> workers() {
        return tendrils.keySet().stream().sorted().toList();
    }

    Answer make(Call call) {
        return switch (call) {
            case Call.Queue queue -> {
                Map<String, Object> body = new HashMap<>();
                body.put("vine_id", queue.vine());
                body.put("job_type", queue.type());
                body.put("assigned_worker_id", queue.worker());
                yield answer(user.ask().body(body).post("/api/jobs"));
            }
            case Call.Claim claim ->
                    answer(
                            tendrils.get(claim.worker())
                                    .ask()
                                    .header("Idempotency-Key", claim.key())
                                    .body(Map.of())
                                    .post("/api/jobs/claim"));
            case Call.Beat beat ->
                    answer(
                            tendrils.get(beat.worker())
                                    .ask()
                                    .body(
                                            Map.of(
                                                    "status", "ONLINE",
                                                    "version", "1.0",
                                                    "jobs", named(beat)))
                                    .post("/api/workers/heartbeat"));
            case Call.Report report ->
                    answer(
                            tendrils.get(report.held().worker())
                                    .ask()
                                    .body(
                                            Map.of(
                                                    "status", report.status(),
                                                    "epoch", report.held().epoch()))
                                    .put("/api/jobs/" + report.held().job() + "/status"));
            case Call.Cancel cancel ->
                    answer(
                            user.ask()
                                    .post(
                                            "/api/jobs/%s/cancel?mode=%s"
                                                    .formatted(cancel.job(), cancel.mode())));
            case Call.Silence silence -> {
                Database.run(
                        """
                        update job_leases
                        set seen_at = now() - interval '1 d', expires_at = now() - interval '1 d'
                        where job_id = ?::uuid
                        """,
                        silence.job());
                yield new Answer(200, Map.of());
            }
            case Call.Sweep _ -> new Answer(200, Map.of("judged", sweep.lapse()));
            case Call.Reconcile reconcile ->
                    answer(user.ask().post("/api/vines/" + reconcile.vine() + "/reconcile"));
        };
    }

    private static List<Map<String, Object>> named(Call.Beat beat) {
        return beat.held().stream()
                .map(held -> Map.<String, Object>of("id", held.job(), "epoch", held.epoch()))
                .toList();
    }

    private static Answer answer(Response response) {
        return new Answer(
                response.statusCode(),
                response.statusCode() == 204 ? Map.of() : response.jsonPath().getMap(""));
    }

    /** No lease runs out because the test takes its time: only those that were made to. */
    void stopTheClock() {
        Database.run(
                """
                update job_leases lease set
                  seen_at = case when seen_at > now() - interval '1 h' then now()
                    else seen_at end,
                  expires_at = case when expires_at > now() - interval '1 h'
                    then now() + interval '1 min' else expires_at end
                from provision_jobs job where job.id = lease.job_id and job.user_id = ?
                """,
                user.id());
    }

    /** All that the database has of it, in the words of {@link LifeModel#seen()}. */
    Map<String, String> seen() {
        return lines(
                """
                select job.id, concat('job ', job.status, ' ', job.attempt, ' ',
                  coalesce(job.worker_id::text, 'null'),
                  case when lease.job_id is not null then concat(
                    ', ', lease.worker_id, ' ', lease.epoch,
                    case when ended_at is null and expires_at < now() then ' out' end,
                    case when ended_at is null and seen_at < now() - interval '5 min'
                      then ' silent' end,
                    case when ended_at is not null then ' ended' end,
                    case when lost then ' lost' end,
                    ' ' || cancel) end) as line
                from provision_jobs job left join job_leases lease on lease.job_id = job.id
                where job.user_id = ?1
                union all
                select vine.id, concat('vine ', vine.status, ' ', vine.reconcile::text, ' ',
                  coalesce(lock.job_id::text, 'null'), ' ',
                  coalesce(lock.quarantined, false)::text)
                from vines vine left join tf_locks lock on lock.vine_id = vine.id
                where vine.user_id = ?1
                """);
    }

    /** The history of each job, oldest first, in one word an event; of claims with their epoch. */
    Map<String, String> histories() {
        return lines(
                """
                select job.id, string_agg(
                  concat(event.kind, ' ' || (event.detail ->> 'epoch')), ', ' order by event.id)
                  as line
                from provision_jobs job join job_events event on event.job_id = job.id
                where job.user_id = ?1 group by job.id
                """);
    }

    private Map<String, String> lines(String sql) {
        String all =
                Database.text(
                        "select string_agg(id || '|' || line, e'\\n') from ("
                                + sql.replace("?1", "'" + user.id() + "'")
                                + ") seen");
        Map<String, String> lines = new TreeMap<>();
        for (String line : all.split("\n", -1)) {
            lines.put(line.substring(0, line.indexOf('|')), line.substring(line.indexOf('|') + 1));
        }
        return lines;
    }
}
