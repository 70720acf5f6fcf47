package io.vintner.trellis.audit;

import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Records what matters for safety, and shows it to its owner. */
@ApplicationScoped
public class Audit {

    private static final Logger LOG = Logger.getLogger(Audit.class);

    private final Transactions transactions;
    private final AuditTable table;

    Audit(Transactions transactions, AuditTable table) {
        this.transactions = transactions;
        this.table = table;
    }

    /**
     * Who did something.
     *
     * @param kind {@code user}, {@code tendril} or {@code administrator}
     * @param id null for an administrator, who is nobody by name
     */
    public record Actor(String kind, @Nullable UUID id) {

        /** A person, signed in or by an API token. */
        public static Actor of(Caller.Person person) {
            return switch (person) {
                case Caller.User user -> new Actor("user", user.id().value());
                case Caller.Administrator _ -> new Actor("administrator", null);
            };
        }

        /** A Tendril. */
        public static Actor of(Caller.Tendril tendril) {
            return new Actor("tendril", tendril.id().value());
        }
    }

    /**
     * One record.
     *
     * @param owner who may read it, beside administrators; null: nobody else
     * @param subject the id of what it was done to
     * @param detail never a secret
     */
    public record Entry(
            @Nullable UserId owner,
            Actor actor,
            AuditAction action,
            UUID subject,
            Map<String, Object> detail) {
        public Entry {
            detail = Map.copyOf(detail);
        }
    }

    /** Records in the caller's transaction: it is kept if what it tells of is. */
    public void record(Session session, Entry entry) {
        table.insert(session, entry);
        LOG.infof(
                "audited, action=%s subjectId=%s actorId=%s",
                entry.action().word(), entry.subject(), entry.actor().id());
    }

    List<AuditResource.Event> list(Caller.Person caller, long before, int limit) {
        return transactions.run(session -> table.list(session, caller.owner(), before, limit));
    }
}
