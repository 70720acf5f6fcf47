package io.vintner.trellis.tendrils;

import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.OpaqueToken;
import io.vintner.trellis.auth.TendrilCredentials;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** How a Tendril comes to be: a user asks for a token, the Tendril registers with it, once. */
@ApplicationScoped
public class Registrations implements TendrilCredentials {

    private static final Logger LOG = Logger.getLogger(Registrations.class);

    private final Transactions transactions;
    private final TokenTable tokens;
    private final TendrilTable tendrils;
    private final TendrilsConfig config;

    Registrations(
            Transactions transactions,
            TokenTable tokens,
            TendrilTable tendrils,
            TendrilsConfig config) {
        this.transactions = transactions;
        this.tokens = tokens;
        this.tendrils = tendrils;
        this.config = config;
    }

    @Override
    public List<byte[]> tokenHashes(TendrilId tendril) {
        return transactions.alone(session -> tokens.validHashes(session, tendril));
    }

    /** For a Tendril of the user's; an administrator's is the platform's. */
    TendrilResource.RegistrationToken issue(Caller.Person caller, @Nullable String name) {
        OpaqueToken token = OpaqueToken.create("vtr");
        OffsetDateTime expiry =
                transactions.run(session ->
                        tokens.insertRegistration(
                                session,
                                caller.owner(),
                                name,
                                new TokenTable.Issue(token, config.registrationTokenLife())));
        return new TendrilResource.RegistrationToken(token.clear(), expiry);
    }

    TendrilResource.Registered register(TendrilResource.Registration wanted) {
        OpaqueToken workerToken = OpaqueToken.create("vtw");
        OpaqueToken presented = new OpaqueToken(wanted.registrationToken());
        UUID id =
                transactions.run(session -> {
                    var registration = usable(session, presented);
                    tokens.markUsed(session, registration.id());
                    UUID made =
                            tendrils.insert(
                                    session,
                                    registration.owner(),
                                    wanted.name(),
                                    wanted.version(),
                                    wanted.labels() == null ? Map.of() : wanted.labels());
                    tendrils.insertLiveness(session, made);
                    tokens.insertWorkerToken(session, made, workerToken);
                    return made;
                });
        LOG.infof("tendril registered, tendrilId=%s", id);
        return new TendrilResource.Registered(id, workerToken.clear());
    }

    private TokenTable.Registration usable(Session session, OpaqueToken presented) {
        var registration =
                tokens.lockRegistration(session, presented)
                        .filter(found -> found.used() || !found.expired())
                        .orElseThrow(() ->
                                new ProblemException(
                                        ProblemType.REGISTRATION_TOKEN_INVALID,
                                        "the registration token is unknown or expired"));
        if (registration.used()) {
            throw new ProblemException(
                    ProblemType.TOKEN_USED, "a Tendril has registered with this token already");
        }
        return registration;
    }
}
