package io.vintner.trellis.upkeep;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vintner.trellis.database.DatabaseClock;
import io.vintner.trellis.database.DatabaseUnavailableException;
import io.vintner.trellis.database.Schema;
import io.vintner.trellis.jobs.JobSweep;
import io.vintner.trellis.tendrils.Tendrils;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The ticker: gives the verdicts that nobody asks for. Every node runs one; rows are held while
 * they are judged, so two nodes never judge the same.
 */
@ApplicationScoped
public class Sweeper {

    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private final Schema schema;
    private final DatabaseClock clock;
    private final Tendrils tendrils;
    private final JobSweep jobs;
    private final Chores chores;
    private final CensusTaker census;
    private final UpkeepMetrics metrics;
    private final UpkeepConfig config;
    private final Calm calm;
    private final CountDownLatch stopping = new CountDownLatch(1);

    Sweeper(
            Schema schema,
            DatabaseClock clock,
            Tendrils tendrils,
            JobSweep jobs,
            Chores chores,
            CensusTaker census,
            UpkeepMetrics metrics,
            UpkeepConfig config) {
        this.schema = schema;
        this.clock = clock;
        this.tendrils = tendrils;
        this.jobs = jobs;
        this.chores = chores;
        this.census = census;
        this.metrics = metrics;
        this.config = config;
        this.calm = new Calm(config.calm());
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("sweeper").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }

    private void run() {
        while (!stopped()) {
            if (schema.state() == Schema.State.CURRENT) {
                sweep();
            }
        }
    }

    /** Does all that is to be done now, then counts for the metrics; throws nothing. */
    public synchronized void sweep() {
        try {
            DatabaseClock.Reading reading = clock.read();
            chores.run();
            if (calm.isOver(reading.now(), reading.started())) {
                judge();
            }
            metrics.swept();
        } catch (DatabaseUnavailableException outage) {
            calm.outage();
            metrics.forget();
            LOG.warn("no sweep: the database is not available");
            return;
        } catch (RuntimeException failure) {
            // The next tick tries again; a ticker that dies would leave everything ONLINE for ever.
            LOG.error("a sweep failed", failure);
        }
        // Also when the sweep failed: that is when somebody looks.
        census.take();
    }

    /** Judges Tendrils and leases now, calm or not; answers how many verdicts were given. */
    public int judge() {
        return tendrils.lapse() + jobs.lapse();
    }

    private boolean stopped() {
        try {
            return stopping.await(config.every().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
