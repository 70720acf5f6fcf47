package io.vintner.trellis.tendrils;

import io.vintner.trellis.audit.Audit;
import io.vintner.trellis.audit.AuditAction;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.OpaqueToken;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;

/** Gives a Tendril a new token; those before stay valid for a while, so that no call is lost. */
@ApplicationScoped
class TokenRotation {

    private final Transactions transactions;
    private final TokenTable tokens;
    private final TendrilTable table;
    private final Tendrils tendrils;
    private final Audit audit;
    private final TendrilsConfig config;

    TokenRotation(
            Transactions transactions,
            TokenTable tokens,
            TendrilTable table,
            Tendrils tendrils,
            Audit audit,
            TendrilsConfig config) {
        this.transactions = transactions;
        this.tokens = tokens;
        this.table = table;
        this.tendrils = tendrils;
        this.audit = audit;
        this.config = config;
    }

    /** A Tendril rotates its own; asked again after a lost answer, it gets yet another one. */
    TendrilResource.Rotated rotate(Caller.Tendril tendril) {
        return transactions.run(session ->
                rotate(session, tendril.id(), Audit.Actor.of(tendril), config.tokenOverlap()));
    }

    /**
     * Its owner, or an administrator, rotates it.
     *
     * @param revoke whether the tokens before are void at once
     */
    TendrilResource.Rotated rotate(Caller.Person caller, TendrilId id, boolean revoke) {
        tendrils.requireOwn(caller, id);
        Duration overlap = revoke ? Duration.ZERO : config.tokenOverlap();
        return transactions.run(session -> rotate(session, id, Audit.Actor.of(caller), overlap));
    }

    private TendrilResource.Rotated rotate(
            Session session, TendrilId id, Audit.Actor actor, Duration overlap) {
        Tendril present =
                table.lock(session, id).orElseThrow(() -> ProblemException.notFound("Tendril"));
        OffsetDateTime until = tokens.limit(session, id, overlap);
        OpaqueToken token = OpaqueToken.create("vtw");
        tokens.insertWorkerToken(session, id.value(), token);
        UUID owner = present.userId();
        audit.record(
                session,
                new Audit.Entry(
                        owner == null ? null : new UserId(owner),
                        actor,
                        AuditAction.WORKER_TOKEN_ROTATED,
                        id.value(),
                        Map.of("revoked", overlap.isZero())));
        return new TendrilResource.Rotated(token.clear(), until);
    }
}
