package io.vintner.trellis.tendrils;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.auth.OpaqueToken;
import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements on {@code worker_tokens} and {@code registration_tokens}. */
@ApplicationScoped
class TokenTable {

    /**
     * A registration token as stored.
     *
     * @param owner null: registers a platform-managed Tendril
     */
    record Registration(long id, @Nullable UUID owner, boolean used, boolean expired) {}

    List<byte[]> validHashes(Session session, TendrilId tendril) {
        return session.list(
                """
                select token_hash from worker_tokens
                where worker_id = $1 and (expires_at is null or expires_at > now())
                """,
                row -> row.getBuffer("token_hash").getBytes(),
                tendril.value());
    }

    /**
     * Lets the Tendril's tokens be valid for no longer than {@code overlap}; answers until when.
     */
    OffsetDateTime limit(Session session, TendrilId tendril, Duration overlap) {
        double seconds = overlap.toMillis() / 1000.0;
        session.change(
                """
                update worker_tokens set expires_at = now() + make_interval(secs => $2)
                where worker_id = $1
                  and (expires_at is null or expires_at > now() + make_interval(secs => $2))
                """,
                tendril.value(),
                seconds);
        session.change(
                "delete from worker_tokens where worker_id = $1 and expires_at < now() - interval"
                        + " '1 d'",
                tendril.value());
        return session.get(
                "select now() + make_interval(secs => $1) as until",
                row -> row.getOffsetDateTime("until"),
                seconds);
    }

    void insertWorkerToken(Session session, UUID worker, OpaqueToken token) {
        session.change(
                "insert into worker_tokens (worker_id, token_hash) values ($1, $2)",
                worker,
                Buffer.buffer(token.hash()));
    }

    OffsetDateTime insertRegistration(
            Session session, @Nullable UserId owner, @Nullable String name, Issue issue) {
        return session.get(
                """
                insert into registration_tokens (user_id, name, token_hash, expires_at)
                values ($1, $2, $3, now() + make_interval(secs => $4))
                returning expires_at
                """,
                row -> row.getOffsetDateTime("expires_at"),
                owner == null ? null : owner.value(),
                name,
                Buffer.buffer(issue.token().hash()),
                issue.life().toMillis() / 1000.0);
    }

    /** A token and how long it may be used. */
    record Issue(OpaqueToken token, Duration life) {}

    /** Held until the transaction ends, so that it is used once. */
    Optional<Registration> lockRegistration(Session session, OpaqueToken token) {
        return session.find(
                """
                select id, user_id, used_at is not null as used, expires_at <= now() as expired
                from registration_tokens where token_hash = $1 for update
                """,
                row ->
                        new Registration(
                                row.getLong("id"),
                                row.getUUID("user_id"),
                                row.getBoolean("used"),
                                row.getBoolean("expired")),
                Buffer.buffer(token.hash()));
    }

    void markUsed(Session session, long registration) {
        session.change(
                "update registration_tokens set used_at = now() where id = $1", registration);
    }
}
