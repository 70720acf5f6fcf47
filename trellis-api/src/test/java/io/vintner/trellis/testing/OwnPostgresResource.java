package io.vintner.trellis.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vintner.postgres.LocalPostgres;
import java.time.Duration;
import java.util.Map;

/**
 * A PostgreSQL that its one test may stop, with a secret that is nobody else's. With the argument
 * {@code running=false} the test also starts it.
 */
public class OwnPostgresResource implements QuarkusTestResourceLifecycleManager {

    private LocalPostgres postgres;
    private boolean running = true;

    @Override
    public void init(Map<String, String> arguments) {
        running = Boolean.parseBoolean(arguments.getOrDefault("running", "true"));
    }

    /** The server in the test's hands. */
    public interface Server {
        void stop();

        void start();

        TestUser user();

        String token(TestUser user);
    }

    @Override
    public Map<String, String> start() {
        postgres = LocalPostgres.startTemporary();
        if (!running) {
            postgres.stop();
        }
        return Map.of(
                "vintner.trellis.database.url", postgres.url(),
                "vintner.trellis.database.user", "vintner_api",
                "vintner.trellis.database.password", "vintner_api",
                "vintner.trellis.schema.user", "vintner_owner",
                "vintner.trellis.schema.password", "vintner_owner",
                "vintner.trellis.token.jwt-secret", Tokens.FOREIGN_SECRET,
                "vintner.trellis.encryption.keys", TestKeys.NEW_THEN_OLD,
                "vintner.trellis.upkeep.every", "1h",
                "vintner.trellis.upkeep.count-every", "0s",
                "quarkus.http.test-port", "0");
    }

    @Override
    public void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(
                new Server() {
                    @Override
                    public void stop() {
                        postgres.stop();
                    }

                    @Override
                    public void start() {
                        postgres.start();
                    }

                    @Override
                    public TestUser user() {
                        return TestUser.create();
                    }

                    @Override
                    public String token(TestUser user) {
                        return Tokens.signed(
                                Tokens.FOREIGN_SECRET,
                                Tokens.claims(
                                        user.id().toString(),
                                        "authenticated",
                                        Duration.ofHours(1)));
                    }
                },
                new TestInjector.MatchesType(Server.class));
    }
}
