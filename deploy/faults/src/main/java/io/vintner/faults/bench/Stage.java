package io.vintner.faults.bench;

import io.vintner.faults.oracle.Breach;
import io.vintner.faults.oracle.Excuses;
import io.vintner.faults.oracle.Invariant;
import io.vintner.faults.oracle.Oracle;
import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.Owner;
import io.vintner.faults.rig.Rig;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What each measure has anew: an owner, and agents that speak to the API directly. */
final class Stage implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration JOB_MAX = Duration.ofMinutes(10);

    private final Rig rig;
    private final Owner owner;
    private final Excuses excuses = new Excuses();

    Stage(Rig rig) throws IOException, InterruptedException {
        this.rig = rig;
        this.owner = rig.owner();
    }

    Rig rig() {
        return rig;
    }

    Owner owner() {
        return owner;
    }

    /** A job that no agent runs, so that nobody has kept what it printed. */
    void byHand(String job) {
        excuses.excuse(Invariant.I5, job);
    }

    /** An agent that is ONLINE and runs so many jobs at a time. */
    Agent agent(String name, int jobsMax)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Agent agent =
                rig.agent(
                        owner,
                        name,
                        Map.of(
                                "VINTNER_TENDRIL_CONTROL_URL",
                                "http://127.0.0.1:" + rig.nodes().getFirst().port(),
                                "VINTNER_TENDRIL_CONTROL_CLAIM_WAIT",
                                "20s",
                                "VINTNER_TENDRIL_MAX_JOBS",
                                Integer.toString(jobsMax)));
        agent.start();
        Poll.until(
                "an agent to come online, see " + agent.log(),
                START_MAX,
                () ->
                        Files.exists(agent.log())
                                && Files.readString(agent.log()).contains("tendril is online"));
        return agent;
    }

    /** Waits until the job has succeeded. */
    void awaitSuccess(String job)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Poll.until("job " + job + " to end", JOB_MAX, () -> owner.hasEnded(job));
        if (!owner.status(job).equals("SUCCESS")) {
            throw new BrokenMeasureException("a job failed: " + owner.job(job));
        }
    }

    /** Waits until all of the ended job's log is stored. */
    void awaitSealed(String job)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Poll.until(
                "the log of job " + job + " to be sealed",
                JOB_MAX,
                () ->
                        rig.database()
                                        .number(
                                                """
                                                select count(*) from job_log_heads
                                                where job_id = ?::uuid and state = 'SEALED'
                                                """,
                                                job)
                                == 1);
    }

    /** Requires that nothing was lost, doubled or told to the wrong one. */
    void examine() throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        List<Breach> breaches = Oracle.examine(rig, owner, excuses);
        if (!breaches.isEmpty()) {
            throw new BrokenMeasureException("a promise was broken: " + breaches);
        }
    }

    @Override
    public void close() {
        rig.forgetAgents();
        owner.close();
    }
}
