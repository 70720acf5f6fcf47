package io.vintner.trellis.audit;

import java.util.Locale;

/** Everything that is recorded. */
public enum AuditAction {
    API_TOKEN_CREATED,
    API_TOKEN_REVOKED,
    WORKER_TOKEN_ROTATED,
    STATE_LOCKED,
    STATE_UNLOCKED,
    STATE_UNLOCK_FORCED,
    STATE_WRITTEN,
    STATE_ORPHANED,
    VINE_RECONCILED;

    /** The word on the wire, for instance {@code api-token-created}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
