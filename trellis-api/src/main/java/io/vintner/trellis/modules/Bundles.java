package io.vintner.trellis.modules;

import io.vertx.core.buffer.Buffer;
import io.vintner.trellis.auth.Sha256;
import io.vintner.trellis.auth.UserId;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.database.Transactions;
import io.vintner.trellis.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps the bundles that users upload: each by its digest, never changed, until nobody needs it.
 */
@ApplicationScoped
public class Bundles {

    private final Transactions transactions;
    private final BundleTable table;
    private final BundlesConfig config;

    Bundles(Transactions transactions, BundleTable table, BundlesConfig config) {
        this.transactions = transactions;
        this.table = table;
        this.config = config;
    }

    /** Takes an upload; the same files again are the same bundle. */
    Bundle store(UserId owner, byte[] upload) {
        BundleFiles files = BundleUpload.read(upload, config);
        byte[] content = files.bytes();
        Buffer sha256 = Buffer.buffer(Sha256.of(content));
        return transactions.run(
                session -> table.put(session, owner, sha256, files, Buffer.buffer(content)));
    }

    /** The bytes of a bundle, a zip, by whoever may have them. */
    public Optional<Buffer> content(Session session, UUID owner, String sha256) {
        return table.content(session, owner, sha256);
    }

    Buffer content(UserId owner, String sha256) {
        return transactions
                .run(session -> table.content(session, owner.value(), sha256))
                .orElseThrow(() -> ProblemException.notFound("bundle"));
    }

    /**
     * Keeps what a module needs from being forgotten meanwhile.
     *
     * @throws ProblemException if it names a bundle that the owner has not, or not that folder of
     *     it
     */
    public void use(Session session, UUID owner, ModuleSource source) {
        if (source instanceof ModuleBundle(String sha256, String subfolder)) {
            Bundle bundle =
                    table.use(session, owner, sha256)
                            .orElseThrow(() ->
                                    ProblemException.invalid(
                                            "module.bundle.sha256",
                                            "is no bundle of yours: upload it first"));
            if (!bundle.folders().contains(subfolder == null ? "" : subfolder)) {
                throw ProblemException.invalid(
                        "module.bundle.subfolder", "is no folder of the bundle with .tf files");
            }
        }
    }

    /** Deletes those that nobody needs; answers how many. */
    public int forget() {
        return transactions.run(session -> table.forget(session, config.kept()));
    }
}
