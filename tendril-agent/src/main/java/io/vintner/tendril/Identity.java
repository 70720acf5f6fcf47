package io.vintner.tendril;

import io.vintner.tendril.control.Credentials;
import io.vintner.tendril.control.NotRegisteredException;
import io.vintner.tendril.control.Registration;
import io.vintner.tendril.control.TendrilId;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** Who this agent is at the moment. Thread-safe. */
final class Identity {

    private final Registration registration;
    private final AtomicReference<Credentials> credentials;

    private Identity(Registration registration, Credentials credentials) {
        this.registration = registration;
        this.credentials = new AtomicReference<>(credentials);
    }

    /** The kept identity or a new one. */
    static Identity obtain(Registration registration)
            throws IOException, NotRegisteredException, InterruptedException {
        return new Identity(registration, registration.credentials());
    }

    TendrilId id() {
        return credentials.get().id();
    }

    Credentials credentials() {
        return credentials.get();
    }

    /** The present identity was refused: gets another one. */
    void renew() throws IOException, NotRegisteredException, InterruptedException {
        credentials.set(registration.renewed());
    }
}
