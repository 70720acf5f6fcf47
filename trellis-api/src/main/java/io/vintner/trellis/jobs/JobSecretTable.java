package io.vintner.trellis.jobs;

import io.vintner.trellis.database.Session;
import io.vintner.trellis.encryption.Sealed;
import io.vintner.trellis.encryption.SealedTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The statements on {@code job_secrets}. */
@ApplicationScoped
class JobSecretTable {

    void put(Session session, JobId job, Sealed sealed) {
        session.change(
                "insert into job_secrets (job_id, key_id, content) values ($1, $2, $3)",
                job.value(),
                sealed.keyId(),
                sealed.content());
    }

    Optional<Sealed> find(Session session, JobId job) {
        return session.find(
                "select * from job_secrets where job_id = $1", SealedTable::read, job.value());
    }

    void remove(Session session, JobId job) {
        session.change("delete from job_secrets where job_id = $1", job.value());
    }
}
