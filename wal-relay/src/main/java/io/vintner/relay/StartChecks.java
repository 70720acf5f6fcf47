package io.vintner.relay;

import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import io.vintner.relay.serve.LocalGuard;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.Config;

/** Refuses to start where the feed, which holds every row of every user, would be in the open. */
@Singleton
class StartChecks {

    private static final int BEFORE_ANYTHING = 1;

    private final ProfileConfig profile;
    private final Config config;

    StartChecks(ProfileConfig profile, Config config) {
        this.profile = profile;
        this.config = config;
    }

    void check(@Observes @Priority(BEFORE_ANYTHING) StartupEvent startup) {
        check(profile.profile(), config);
    }

    void guard(@Observes Router router) {
        if (profile.profile() == ProfileConfig.Profile.LOCAL) {
            LocalGuard.on(router);
        }
    }

    /**
     * @throws IllegalStateException naming the setting to change
     */
    static void check(ProfileConfig.Profile profile, Config config) {
        String host = config.getValue("quarkus.http.host", String.class);
        if (isLoopback(host)) {
            return;
        }
        if (profile == ProfileConfig.Profile.LOCAL) {
            throw new IllegalStateException(
                    "the local profile binds 127.0.0.1 only: unset vintner.relay.host, came "
                            + host);
        }
        if (!hasTls(config)) {
            throw new IllegalStateException(
                    "on %s the feed needs TLS: set quarkus.http.ssl.certificate.files,"
                                    .formatted(host)
                            + " quarkus.http.ssl.certificate.key-files and"
                            + " quarkus.http.insecure-requests=disabled");
        }
    }

    private static boolean hasTls(Config config) {
        boolean certificate =
                config.getOptionalValue("quarkus.http.ssl.certificate.files", String.class)
                                .isPresent()
                        || config.getOptionalValue(
                                        "quarkus.http.ssl.certificate.key-store-file", String.class)
                                .isPresent()
                        || config.getOptionalValue(
                                        "quarkus.http.tls-configuration-name", String.class)
                                .isPresent();
        String plain =
                config.getOptionalValue("quarkus.http.insecure-requests", String.class)
                        .orElse("enabled");
        return certificate && !plain.equals("enabled");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new IllegalStateException(
                    "vintner.relay.host is not an address of this machine, came " + host, unknown);
        }
    }
}
