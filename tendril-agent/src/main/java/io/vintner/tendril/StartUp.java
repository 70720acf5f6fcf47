package io.vintner.tendril;

import io.vintner.tendril.control.ControlPlane;
import io.vintner.tendril.control.HttpClients;
import io.vintner.tendril.control.HttpControlPlane;
import io.vintner.tendril.control.NotRegisteredException;
import io.vintner.tendril.control.Registration;
import io.vintner.tendril.control.Retry;
import io.vintner.tendril.control.RetryPolicy;
import io.vintner.tendril.job.JobRun;
import io.vintner.tendril.job.JobSettings;
import io.vintner.tendril.journal.JobFolders;
import io.vintner.tendril.terraform.BootId;
import io.vintner.tendril.terraform.Installations;
import io.vintner.tendril.terraform.TerraformEnvironment;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Checks the settings and the machine, and puts the agent together. */
final class StartUp {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Logger LOG = Logger.getLogger(StartUp.class);

    private final TendrilConfig config;

    StartUp(TendrilConfig config) {
        this.config = config;
    }

    /** The agent, registered and ready to run. */
    Tendril tendril(DataFolder data)
            throws IOException, StartUpException, NotRegisteredException, InterruptedException {
        checkMachine();
        URI url = checkedUrl();
        Map<String, String> labels = Labels.read(config.labels().orElse(List.of()));
        RandomGenerator random = new SecureRandom();
        HttpClient client = HttpClients.client(config.control().caFile().orElse(null));
        Retry retry = new Retry(RetryPolicy.STANDARD, random);
        Identity identity =
                Identity.obtain(
                        new Registration(client, url, retry, data.root(), applicant(labels)));
        ControlPlane control = new HttpControlPlane(client, url, identity::credentials);
        RunningJobs jobs = new RunningJobs();
        JobRun.Surroundings surroundings = surroundings(control, retry, identity, data);
        return new Tendril(
                new Tendril.Parts(
                        new Heartbeats(
                                control, jobs, new Heartbeats.About(config.version(), labels)),
                        new Claims(
                                control,
                                config.control().claimWait(),
                                new ClaimKey(data.claimKey(), () -> UUID.randomUUID().toString()),
                                surroundings.folders()::has,
                                random),
                        jobs,
                        new DiskWatch(data.root(), diskLimits()),
                        identity,
                        surroundings,
                        left(surroundings),
                        config.maxJobs()));
    }

    private static List<JobRun> left(JobRun.Surroundings surroundings) throws IOException {
        JobFolders.Left left = surroundings.folders().left();
        for (Path kept : left.kept()) {
            LOG.warnf("a folder is kept, it holds the only copy of a state: folder=%s", kept);
        }
        List<JobRun> jobs = new ArrayList<>();
        for (Path folder : left.unfinished()) {
            try {
                jobs.add(JobRun.resume(surroundings, folder));
            } catch (IOException unreadable) {
                LOG.errorf(
                        unreadable,
                        "a job of an earlier run cannot be gone on with and is left as it is:"
                                + " folder=%s",
                        folder);
            }
        }
        return jobs;
    }

    private DiskWatch.Limits diskLimits() {
        return new DiskWatch.Limits(
                config.diskMin().asLongValue(), config.diskCritical().asLongValue());
    }

    private JobRun.Surroundings surroundings(
            ControlPlane control, Retry retry, Identity identity, DataFolder data)
            throws IOException {
        return new JobRun.Surroundings(
                control,
                retry.evenIfUnknown(),
                identity::credentials,
                new Installations(config.terraform().toolsFolder().orElse(null), searchPath()),
                new TerraformEnvironment(config.terraform().passEnvironment(), System::getenv),
                new JobFolders(data.jobs()),
                BootId.current(),
                InstantSource.system(),
                new JobSettings(
                        name(),
                        config.version(),
                        config.log().headMax().asLongValue(),
                        config.log().tailMax().asLongValue(),
                        config.terraform().termMax(),
                        config.keepOutputFiles() ? data.keptOutput() : null));
    }

    private Registration.Applicant applicant(Map<String, String> labels) {
        @Nullable Path tokenFile = config.registration().tokenFile().orElse(null);
        return new Registration.Applicant(
                name(), config.version(), labels, tokenFile, UUID.randomUUID().toString());
    }

    private String name() {
        return config.name().orElseGet(StartUp::machineName);
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "tendril";
        }
    }

    private URI checkedUrl() throws StartUpException {
        URI url = config.control().url();
        boolean https = "https".equals(url.getScheme());
        if (url.getHost() == null || !(https || "http".equals(url.getScheme()))) {
            throw new StartUpException(
                    "vintner.tendril.control.url must be an address such as"
                            + " https://vintner.example.org");
        }
        if (!https && !LOOPBACK.contains(url.getHost()) && !config.control().plainHttpAllowed()) {
            throw new StartUpException(
                    "vintner.tendril.control.url is plain http to another machine: use https, or"
                        + " set vintner.tendril.control.plain-http-allowed=true if the way there is"
                        + " safe");
        }
        return url;
    }

    private void checkMachine() throws StartUpException {
        if (config.maxJobs() < 1) {
            throw new StartUpException("vintner.tendril.max-jobs must be 1 or more");
        }
        if (config.diskCritical().asLongValue() > config.diskMin().asLongValue()) {
            throw new StartUpException(
                    "vintner.tendril.disk-critical must not be more than vintner.tendril.disk-min");
        }
        for (String program : new String[] {"setsid", "sh"}) {
            if (!onSearchPath(program)) {
                throw new StartUpException(
                        "'%s' is not on PATH: install util-linux and a POSIX shell"
                                .formatted(program));
            }
        }
        if (config.terraform().toolsFolder().isEmpty() && !onSearchPath("terraform")) {
            LOG.warn("there is no terraform on PATH and no tools folder: every job will fail");
        }
    }

    private static boolean onSearchPath(String program) {
        for (String folder : searchPath().split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static String searchPath() {
        String path = System.getenv("PATH");
        return path == null ? "" : path;
    }
}
