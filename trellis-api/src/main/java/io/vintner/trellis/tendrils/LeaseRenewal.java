package io.vintner.trellis.tendrils;

import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Renews the leases that a heartbeat names; answered by the jobs feature. */
public interface LeaseRenewal {

    /** One directive for each job named, in the caller's transaction. */
    Map<UUID, Directive> renew(Session session, TendrilId tendril, List<HeldJob> jobs);
}
