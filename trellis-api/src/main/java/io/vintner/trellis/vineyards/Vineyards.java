package io.vintner.trellis.vineyards;

import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.StatementFailedException;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageOf;
import io.vintner.trellis.pages.PageQuestion;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;

/** What a user may do with vineyards. */
@ApplicationScoped
public class Vineyards {

    /** SQLSTATE of the trigger that keeps a vine which Terraform is changing. */
    private static final String VINE_BUSY = "VN001";

    private final Transactions transactions;
    private final VineyardTable table;

    Vineyards(Transactions transactions, VineyardTable table) {
        this.transactions = transactions;
        this.table = table;
    }

    /** By name. */
    PageOf<Vineyard> list(Caller.Person caller, PageQuestion question) {
        List<Vineyard> read =
                transactions.as(caller.reader(), session -> table.listVisible(session, question));
        return question.page(read, vineyard -> Cursor.of(vineyard.name(), vineyard.id()));
    }

    /** A vineyard that the caller may see, or a 404. */
    public Vineyard get(Caller.Person caller, VineyardId id) {
        return transactions
                .as(caller.reader(), session -> table.findVisible(session, id))
                .orElseThrow(() -> ProblemException.notFound("vineyard"));
    }

    Vineyard create(Caller.User user, VineyardResource.New wanted) {
        return named(
                session -> table.insert(session, user.id(), wanted.name(), wanted.description()));
    }

    Vineyard change(Caller.User user, VineyardId id, VineyardResource.Change change) {
        return named(session -> table.update(session, user.id(), id, change))
                .orElseThrow(() -> ProblemException.notFound("vineyard"));
    }

    /** Deletes the vineyard and its vines; what Terraform made of them stays in the cloud. */
    void delete(Caller.User user, VineyardId id) {
        boolean deleted;
        try {
            deleted = transactions.run(session -> table.delete(session, user.id(), id));
        } catch (StatementFailedException refused) {
            if (refused.sqlState().equals(VINE_BUSY)) {
                throw new ProblemException(
                        ProblemType.VINE_BUSY, "Terraform is changing a vine of this vineyard");
            }
            throw refused;
        }
        if (!deleted) {
            throw ProblemException.notFound("vineyard");
        }
    }

    private <T> T named(Function<Session, T> write) {
        try {
            return transactions.run(write);
        } catch (StatementFailedException refused) {
            if (refused.violatesUnique(VineyardTable.NAME_UNIQUE)) {
                throw new ProblemException(
                        ProblemType.NAME_TAKEN, "you have a vineyard of this name");
            }
            throw refused;
        }
    }
}
