package io.vintner.gateway.socket;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vintner.gateway.FeedServer;
import io.vintner.gateway.Tokens;
import java.util.Map;

/** What a gateway needs to run in a test: a change feed, and a secret for tokens. */
public final class RunningGateway implements QuarkusTestResourceLifecycleManager {

    /** Stands for the role {@code anon}. */
    static final String OPAQUE_KEY = "sb_publishable_of_the_tests_0123";

    private static volatile FeedServer feed;

    /** The feed that the running gateway reads. */
    static FeedServer feed() {
        return feed;
    }

    @Override
    public Map<String, String> start() {
        feed = new FeedServer();
        return Map.of(
                "vintner.gateway.feed.urls",
                feed.url(),
                "vintner.gateway.feed.secret",
                FeedServer.SECRET,
                "vintner.gateway.token.jwt-secret",
                Tokens.SECRET,
                "vintner.gateway.token.opaque-keys",
                OPAQUE_KEY + "=anon",
                "vintner.profile",
                "local",
                // Nobody is there: these tests have an audience of their own.
                "vintner.gateway.database.url",
                "postgresql://127.0.0.1:1/postgres",
                "vintner.gateway.database.password",
                "none");
    }

    @Override
    public void stop() {
        feed.close();
    }
}
