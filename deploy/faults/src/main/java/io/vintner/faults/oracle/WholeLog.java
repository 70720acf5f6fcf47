package io.vintner.faults.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vintner.faults.oracle.Evidence.JobRow;
import io.vintner.faults.rig.Agent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * I5: the log of an ended job is sealed, its chunks are numbered without a hole and sum up to what
 * the seal says, and each stream is what the agent's own file of it holds: malformed bytes and NUL
 * replaced, the secret masked. The running digests in it say that each command ran once.
 */
final class WholeLog implements Rule {

    private static final List<String> STREAMS = List.of("stdout", "stderr");

    @Override
    public List<Breach> check(Evidence evidence) throws IOException, SQLException {
        List<Breach> breaches = new ArrayList<>();
        for (JobRow job : evidence.jobs()) {
            if (job.hasLog()) {
                check(evidence, job, breaches);
            }
        }
        return breaches;
    }

    private static void check(Evidence evidence, JobRow job, List<Breach> breaches)
            throws IOException, SQLException {
        if (evidence.excuses().covers(Invariant.I5, job.id())) {
            return;
        }
        StoredLog stored = StoredLog.read(evidence.rig().database(), job.id(), job.logAttempt());
        if (!"SEALED".equals(job.logState())) {
            breaches.add(breach(job, "its log is " + job.logState()));
        } else if (!stored.sha256().equals(job.logSha256()) || stored.bytes() != job.logBytes()) {
            breaches.add(breach(job, "its log is not what the seal says"));
        }
        if (!stored.contiguous() || stored.chunks() != job.nextSeq() - 1) {
            breaches.add(breach(job, "the numbers of its chunks have a hole"));
        }
        Optional<Path> kept =
                evidence.rig().agents().stream()
                        .filter(agent -> agent.is(job.worker()))
                        .map(agent -> agent.keptOutput(job.id()))
                        .filter(Files::isDirectory)
                        .findFirst();
        if (kept.isEmpty()) {
            if (ranOnAnAgent(evidence, job)) {
                breaches.add(breach(job, "no agent has kept what Terraform printed"));
            }
            return;
        }
        for (String stream : STREAMS) {
            compare(evidence, job, stored, kept.get().resolve(stream), breaches);
        }
    }

    private static void compare(
            Evidence evidence, JobRow job, StoredLog stored, Path file, List<Breach> breaches)
            throws IOException {
        String stream = file.getFileName().toString();
        String printed = new String(Files.readAllBytes(file), UTF_8).replace('\0', '\uFFFD');
        for (String secret : evidence.owner().secrets()) {
            printed = printed.replace(secret, "***");
        }
        String arrived = stored.text(stream.toUpperCase(Locale.ROOT));
        if (!arrived.equals(printed)) {
            breaches.add(
                    breach(
                            job,
                            "%s differs from character %d on: printed %d, stored %d"
                                    .formatted(
                                            stream,
                                            firstDifference(printed, arrived),
                                            printed.length(),
                                            arrived.length())));
        }
        RunningDigests.firstWrong(arrived, stream)
                .ifPresent(line -> breaches.add(breach(job, stream + " has the line " + line)));
    }

    private static int firstDifference(String one, String other) {
        int at = 0;
        while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }

    /** Jobs that a test has run by hand have left no output behind. */
    private static boolean ranOnAnAgent(Evidence evidence, JobRow job) {
        return !evidence.worksOf(job).isEmpty()
                || evidence.rig().agents().stream().anyMatch(agent -> tells(agent, job));
    }

    private static boolean tells(Agent agent, JobRow job) {
        try {
            return Files.exists(agent.log()) && Files.readString(agent.log()).contains(job.id());
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    private static Breach breach(JobRow job, String what) {
        return new Breach(Invariant.I5, job.id(), what);
    }
}
