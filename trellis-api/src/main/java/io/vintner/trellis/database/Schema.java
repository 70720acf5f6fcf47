package io.vintner.trellis.database;

import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date at start, waiting for PostgreSQL as long as it takes. Until then the
 * service lives but is neither started nor ready, and no call reaches the database.
 */
@ApplicationScoped
public class Schema {

    private static final Logger LOG = Logger.getLogger(Schema.class);

    private final Flyway flyway;
    private final SchemaConfig config;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile State state = State.WAITING;

    /** How far it got. */
    public enum State {
        /** PostgreSQL has not answered yet, or migrations run. */
        WAITING,
        /** Up to date. */
        CURRENT,
        /** A migration was refused: only an operator can help. */
        BROKEN
    }

    Schema(@FlywayDataSource("schema") Flyway flyway, SchemaConfig config) {
        this.flyway = flyway;
        this.config = config;
    }

    /** How far it got; may be asked from any thread. */
    public State state() {
        return state;
    }

    /** Returns when nobody has to be refused any more, or it takes long. */
    void start(@Observes StartupEvent event) throws InterruptedException {
        Thread.ofVirtual().name("schema").start(this::migrate);
        if (!settled.await(config.startWaitMax().toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("the schema is not up to date yet: calls are refused until it is");
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }

    private void migrate() {
        boolean told = false;
        do {
            try {
                int applied = flyway.migrate().migrationsExecuted;
                settle(State.CURRENT);
                LOG.infof("schema is current, migrations=%d", applied);
                return;
            } catch (FlywaySqlException notReachable) {
                if (!told) {
                    LOG.warn("waiting for PostgreSQL to bring the schema up to date");
                    told = true;
                }
                LOG.debug("PostgreSQL is not reachable", notReachable);
            } catch (FlywayException refused) {
                settle(State.BROKEN);
                LOG.error("the schema could not be brought up to date", refused);
                return;
            }
        } while (!stopped());
    }

    private void settle(State end) {
        state = end;
        settled.countDown();
    }

    private boolean stopped() {
        try {
            return stopping.await(config.retryEvery().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
