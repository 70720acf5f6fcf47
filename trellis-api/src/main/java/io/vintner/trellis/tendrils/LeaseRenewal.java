package io.vintner.trellis.tendrils;

import io.vintner.trellis.auth.TendrilId;
import io.vintner.trellis.database.Session;
import java.util.List;
import java.util.Map;

/** Renews the leases that a heartbeat names; answered by the jobs feature. */
public interface LeaseRenewal {

    /**
     * One directive for each lease named, in the caller's transaction: a job may be named twice,
     * with an old epoch and a new one.
     */
    Map<HeldJob, Directive> renew(Session session, TendrilId tendril, List<HeldJob> jobs);
}
