package io.vintner.trellis.tokens;

import io.vintner.trellis.audit.Audit;
import io.vintner.trellis.audit.AuditAction;
import io.vintner.trellis.auth.ApiTokens;
import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.UserToken;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageOf;
import io.vintner.trellis.pages.PageQuestion;
import io.vintner.trellis.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Makes, knows and revokes users' API tokens. */
@ApplicationScoped
class ApiTokenStore implements ApiTokens {

    private final Transactions transactions;
    private final ApiTokenTable table;
    private final Audit audit;

    ApiTokenStore(Transactions transactions, ApiTokenTable table, Audit audit) {
        this.transactions = transactions;
        this.table = table;
        this.audit = audit;
    }

    @Override
    public Optional<Grant> grant(UserToken presented) {
        return transactions.run(session -> {
            var grant =
                    table.valid(session, presented.id())
                            .filter(valid -> presented.token().matches(valid.hash().getBytes()))
                            .map(valid -> new Grant(valid.owner(), Set.copyOf(valid.scopes())));
            grant.ifPresent(_ -> table.used(session, presented.id()));
            return grant;
        });
    }

    ApiTokenResource.Created create(Caller.User user, ApiTokenResource.New wanted) {
        return transactions.run(session -> {
            UserToken token = UserToken.create(table.newId(session));
            ApiTokenResource.Shown shown = table.insert(session, user.id(), token, wanted);
            record(session, user, AuditAction.API_TOKEN_CREATED, token.id());
            return new ApiTokenResource.Created(token.token().clear(), shown);
        });
    }

    /** Newest first. */
    PageOf<ApiTokenResource.Shown> list(Caller.User user, PageQuestion question) {
        List<ApiTokenResource.Shown> read =
                transactions.run(session -> table.list(session, user.id(), question));
        return question.page(read, token -> Cursor.of(token.createdAt(), token.id()));
    }

    /** In force for every call that begins afterwards, on every node. */
    void revoke(Caller.User user, UUID id) {
        boolean revoked =
                transactions.run(session -> {
                    boolean done = table.revoke(session, user.id(), id);
                    if (done) {
                        record(session, user, AuditAction.API_TOKEN_REVOKED, id);
                    }
                    return done;
                });
        if (!revoked) {
            throw ProblemException.notFound("token");
        }
    }

    private void record(Session session, Caller.User user, AuditAction action, UUID token) {
        audit.record(
                session, new Audit.Entry(user.id(), Audit.Actor.of(user), action, token, Map.of()));
    }
}
