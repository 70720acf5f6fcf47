package io.vintner.trellis.jobs;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.SealedTable;
import io.vintner.trellis.encryption.Sealer;
import io.vintner.trellis.vines.SecretValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The secret variables of a job, frozen with its configuration and kept sealed until it ends. They
 * leave here with a claim only.
 */
@ApplicationScoped
class JobSecrets {

    private final JobSecretTable table;
    private final Sealer sealer;

    JobSecrets(JobSecretTable table, Sealer sealer) {
        this.table = table;
        this.sealer = sealer;
    }

    void freeze(Session session, JobId job, List<SecretValue> secrets) {
        if (secrets.isEmpty()) {
            return;
        }
        JsonArray values = new JsonArray();
        for (SecretValue secret : secrets) {
            values.add(
                    new JsonObject()
                            .put("name", secret.name())
                            .put("kind", secret.kind())
                            .put("value", secret.value()));
        }
        byte[] clear = values.encode().getBytes(StandardCharsets.UTF_8);
        table.put(session, job, sealer.seal(SealedTable.JOB_SECRETS.row(job.value()), clear));
    }

    List<SecretValue> open(Session session, JobId job) {
        List<SecretValue> secrets = new ArrayList<>();
        table.find(session, job)
                .map(sealed -> sealer.open(SealedTable.JOB_SECRETS.row(job.value()), sealed))
                .map(clear -> new JsonArray(new String(clear, StandardCharsets.UTF_8)))
                .ifPresent(values -> {
                    for (Object value : values) {
                        JsonObject secret = (JsonObject) value;
                        secrets.add(
                                new SecretValue(
                                        secret.getString("name"),
                                        secret.getString("kind"),
                                        secret.getString("value")));
                    }
                });
        return secrets;
    }

    void forget(Session session, JobId job) {
        table.remove(session, job);
    }
}
