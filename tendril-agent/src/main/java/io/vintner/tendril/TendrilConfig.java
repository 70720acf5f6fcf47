package io.vintner.tendril;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All settings of the agent; as environment variables {@code VINTNER_TENDRIL_…}. */
@ConfigMapping(prefix = "vintner.tendril")
interface TendrilConfig {

    /** Name shown to people; the machine's name if it is not set. */
    Optional<String> name();

    /** Version of this agent; set by the build. */
    String version();

    /** Where identity, running jobs and kept output lie. Made with 0700. */
    @WithDefault("/var/lib/tendril")
    Path dataFolder();

    /** Labels by which jobs choose this agent: {@code name=value}, by commas. */
    Optional<List<String>> labels();

    /** Jobs at the same time. */
    @WithDefault("1")
    int maxJobs();

    /** No job is claimed while the data folder's disk has less room than this. */
    @WithDefault("1G")
    MemorySize diskMin();

    /** Running jobs are asked to end while the disk has less room than this. */
    @WithDefault("256M")
    MemorySize diskCritical();

    /** Keeps each job's two output files in {@code <data-folder>/output/<job-id>/}. */
    @WithDefault("false")
    boolean keepOutputFiles();

    /** The control plane and the way to it. */
    Control control();

    /** How this agent gets its identity. */
    RegistrationConfig registration();

    /** The Terraforms of this machine. */
    TerraformConfig terraform();

    /** The logs of jobs. */
    Log log();

    /** The control plane and the way to it. */
    interface Control {

        /** Address of the API, for instance {@code https://vintner.example.org}. */
        URI url();

        /** PEM file with the only authorities to trust; Java's own if it is not set. */
        Optional<Path> caFile();

        /** Allows plain HTTP to another machine: tokens and states then travel in clear. */
        @WithDefault("false")
        boolean plainHttpAllowed();

        /** How long one request for a job waits at the control plane; 25 s at most. */
        @WithDefault("20s")
        Duration claimWait();
    }

    /** How this agent gets its identity. */
    interface RegistrationConfig {

        /** File with a registration token, needed once. */
        Optional<Path> tokenFile();
    }

    /** The Terraforms of this machine. */
    interface TerraformConfig {

        /** Holds {@code <version>/terraform}; what is on {@code PATH} counts too. */
        Optional<Path> toolsFolder();

        /** Names of the agent's own environment variables that Terraform gets too. */
        @WithDefault(
                "PATH,HOME,USER,LANG,LC_ALL,TZ,TMPDIR,SSL_CERT_FILE,SSL_CERT_DIR,"
                        + "HTTP_PROXY,HTTPS_PROXY,NO_PROXY,http_proxy,https_proxy,no_proxy")
        List<String> passEnvironment();

        /**
         * How long a job that changes nothing may take to end after SIGTERM, before it is killed.
         */
        @WithDefault("30s")
        Duration termMax();
    }

    /** The logs of jobs. */
    interface Log {

        /** Output of a job beyond this is left out, but for its tail. */
        @WithDefault("192M")
        MemorySize headMax();

        /** How much of the end of a longer output is kept. */
        @WithDefault("64M")
        MemorySize tailMax();
    }
}
