package io.vintner.trellis.vines;

import io.vintner.trellis.auth.Caller;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.StatementFailedException;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.modules.Bundles;
import io.vintner.trellis.modules.ModuleSource;
import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageOf;
import io.vintner.trellis.pages.PageQuestion;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import io.vintner.trellis.vineyards.VineyardId;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a user may do with vines, and how mutating jobs move them. */
@ApplicationScoped
public class Vines {

    /** SQLSTATE of the trigger that keeps a vine which Terraform is changing. */
    private static final String VINE_BUSY = "VN001";

    private final Transactions transactions;
    private final VineTable table;
    private final ModuleTable modules;
    private final VineVariables variables;
    private final Bundles bundles;

    Vines(
            Transactions transactions,
            VineTable table,
            ModuleTable modules,
            VineVariables variables,
            Bundles bundles) {
        this.transactions = transactions;
        this.table = table;
        this.modules = modules;
        this.variables = variables;
        this.bundles = bundles;
    }

    /** By project, stage and region. */
    PageOf<Vine> list(Caller.Person caller, @Nullable VineyardId vineyard, PageQuestion question) {
        List<Vine> read =
                transactions.as(
                        caller.reader(), session -> table.listVisible(session, vineyard, question));
        return question.page(
                read,
                vine ->
                        Cursor.of(
                                vine.projectName(),
                                vine.environmentStage(),
                                vine.region(),
                                vine.id()));
    }

    /** A vine that the caller may see, or a 404. */
    public Vine get(Caller.Person caller, VineId id) {
        return transactions
                .as(caller.reader(), session -> table.findVisible(session, id))
                .orElseThrow(() -> ProblemException.notFound("vine"));
    }

    Vine create(Caller.User user, VineResource.New wanted) {
        ModuleSource module = ModuleSource.checked(wanted.module());
        List<Variable> given =
                Variable.checked(wanted.variables() == null ? List.of() : wanted.variables());
        return named(session -> {
            Vine vine =
                    table.insert(session, user.id(), wanted)
                            .orElseThrow(() -> ProblemException.notFound("vineyard"));
            bundles.use(session, vine.userId(), module);
            modules.putModule(session, vine.id(), module);
            variables.replace(session, vine.id(), given);
            return vine;
        });
    }

    /**
     * @param tag the {@code ETag} that the change was made from; null: whatever it is now
     */
    Vine change(Caller.User user, VineId id, VineResource.Change change, @Nullable String tag) {
        ModuleSource module =
                change.module() == null ? null : ModuleSource.checked(change.module());
        List<Variable> given =
                change.variables() == null ? null : Variable.checked(change.variables());
        return named(session -> {
            Vine present =
                    table.lockOwn(session, user.id(), id)
                            .orElseThrow(() -> ProblemException.notFound("vine"));
            if (tag != null && !tag.equals("*") && !tag.equals(present.tag())) {
                throw new ProblemException(
                        ProblemType.VERSION_MISMATCH,
                        "the vine has another version by now",
                        Map.of("version", present.version()));
            }
            if (module != null) {
                bundles.use(session, present.userId(), module);
                modules.putModule(session, present.id(), module);
            }
            if (given != null) {
                variables.replace(session, present.id(), given);
            }
            return table.update(session, present.id(), change);
        });
    }

    /** Deletes the record; what Terraform made of the vine stays in the cloud. */
    void delete(Caller.User user, VineId id) {
        boolean deleted;
        try {
            deleted = transactions.run(session -> table.delete(session, user.id(), id));
        } catch (StatementFailedException refused) {
            if (refused.sqlState().equals(VINE_BUSY)) {
                throw new ProblemException(
                        ProblemType.VINE_BUSY, "Terraform is changing the vine: wait for its job");
            }
            throw refused;
        }
        if (!deleted) {
            throw ProblemException.notFound("vine");
        }
    }

    VineResource.Module module(Caller.Person caller, VineId id) {
        Vine vine = get(caller, id);
        ConfigSnapshot present = transactions.run(session -> snapshot(session, vine));
        return VineResource.Module.of(
                present.module(), present.variables().stream().map(Variable::of).toList());
    }

    /**
     * A vine in the caller's transaction, held against changes until it ends.
     *
     * @param owner whose it must be; null: anybody's
     */
    public Vine hold(Session session, @Nullable UserId owner, VineId id) {
        return table.lockOwn(session, owner, id)
                .orElseThrow(() -> ProblemException.notFound("vine"));
    }

    /** The configuration of {@code vine} as it is now, frozen: what it needs is kept for it. */
    public ConfigSnapshot freeze(Session session, Vine vine) {
        ConfigSnapshot snapshot = snapshot(session, vine);
        bundles.use(session, vine.userId(), snapshot.module());
        return snapshot;
    }

    private ConfigSnapshot snapshot(Session session, Vine vine) {
        return new ConfigSnapshot(
                vine.terraformVersion(),
                modules.module(session, new VineId(vine.id())),
                variables.list(session, vine.id()));
    }

    /** The values of the vine's secret variables as they are now, in clear. */
    public List<SecretValue> secrets(Session session, Vine vine) {
        return variables.secrets(session, vine.id());
    }

    /** Terraform has begun to change the vine. */
    public void begun(Session session, VineId id, VineChange change) {
        table.begin(session, id, change.during());
    }

    /**
     * Terraform has changed the vine as asked.
     *
     * @param cost what it costs in a month now; null when not known
     */
    public void done(Session session, VineId id, VineChange change, @Nullable BigDecimal cost) {
        table.finish(session, id, change.during(), change.done(), cost);
    }

    /**
     * Terraform has not changed the vine as asked.
     *
     * @param reconcile whether nobody knows how far it got
     */
    public void failed(Session session, VineId id, VineChange change, boolean reconcile) {
        table.fail(session, id, change.during(), reconcile);
    }

    /** The owner has looked at what is real. */
    public Vine reconciled(Session session, VineId id) {
        return table.reconciled(session, id);
    }

    private <T> T named(Function<Session, T> write) {
        try {
            return transactions.run(write);
        } catch (StatementFailedException refused) {
            if (refused.violatesUnique(VineTable.NAME_UNIQUE)) {
                throw new ProblemException(
                        ProblemType.NAME_TAKEN,
                        "the vineyard has a vine of this project, stage and region");
            }
            throw refused;
        }
    }
}
