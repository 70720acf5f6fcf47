package io.vintner.trellis.tokens;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.auth.TokenScope;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.auth.UserToken;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageQuestion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements on {@code api_tokens}. */
@ApplicationScoped
class ApiTokenTable {

    /** A token that is valid now. */
    record Valid(UserId owner, Buffer hash, List<TokenScope> scopes) {}

    UUID newId(Session session) {
        return session.get("select gen_random_uuid() as id", row -> row.getUUID("id"));
    }

    ApiTokenResource.Shown insert(
            Session session, UserId owner, UserToken token, ApiTokenResource.New wanted) {
        return session.get(
                """
                insert into api_tokens (id, user_id, name, token_hash, scopes, expires_at)
                values ($1, $2, $3, $4, $5, now() + make_interval(days => $6))
                returning *
                """,
                ApiTokenTable::read,
                token.id(),
                owner.value(),
                wanted.name(),
                Buffer.buffer(token.token().hash()),
                wanted.scopes().stream().distinct().map(TokenScope::word).toArray(String[]::new),
                wanted.expiresInDays());
    }

    List<ApiTokenResource.Shown> list(Session session, UserId owner, PageQuestion question) {
        Cursor after = question.after();
        return session.list(
                """
                select * from api_tokens
                where user_id = $1
                  and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
                order by created_at desc, id desc limit $4
                """,
                ApiTokenTable::read,
                owner.value(),
                after == null ? null : after.time(0),
                after == null ? null : after.id(1),
                question.rows());
    }

    Optional<Valid> valid(Session session, UUID id) {
        return session.find(
                """
                select user_id, token_hash, scopes from api_tokens
                where id = $1 and revoked_at is null and (expires_at is null or expires_at > now())
                """,
                row ->
                        new Valid(
                                new UserId(row.getUUID("user_id")),
                                row.getBuffer("token_hash").getDelegate(),
                                scopes(row.getArrayOfStrings("scopes"))),
                id);
    }

    /** Spares the write when the last use was a moment ago. */
    void used(Session session, UUID id) {
        session.change(
                """
                update api_tokens set last_used_at = now()
                where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 min')
                """,
                id);
    }

    /** False when the owner has no such token that is not revoked. */
    boolean revoke(Session session, UserId owner, UUID id) {
        return session.change(
                        """
                        update api_tokens set revoked_at = now()
                        where id = $1 and user_id = $2 and revoked_at is null
                        """,
                        id,
                        owner.value())
                > 0;
    }

    private static List<TokenScope> scopes(String... words) {
        return Arrays.stream(words).map(TokenScope::of).toList();
    }

    private static ApiTokenResource.Shown read(io.vertx.mutiny.sqlclient.Row row) {
        return new ApiTokenResource.Shown(
                row.getUUID("id"),
                row.getString("name"),
                scopes(row.getArrayOfStrings("scopes")),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("expires_at"),
                row.getOffsetDateTime("last_used_at"),
                row.getOffsetDateTime("revoked_at"));
    }
}
