package io.vintner.gateway.resume;

import io.vintner.gateway.history.RecentChanges;
import io.vintner.gateway.replay.Replays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sockets of clients that can resume; of each client and user, the last one counts. */
public final class ResumeSessions {

    private final ResumeSession.Parts parts;
    private final Map<ReceiptKey.Owner, ResumeSession> live = new ConcurrentHashMap<>();

    ResumeSessions(
            RecentChanges recent, Receipts receipts, Replays replays, ResumeMetrics metrics) {
        parts = new ResumeSession.Parts(recent, receipts, replays, metrics, this);
    }

    /**
     * A socket is open whose client can resume.
     *
     * @param whenTakenOver run when the same client comes, as the same user, on another one
     */
    public ResumeSession open(ResumeId id, Runnable whenTakenOver) {
        return new ResumeSession(id, parts, whenTakenOver);
    }

    void takeOver(ReceiptKey.Owner owner, ResumeSession session) {
        ResumeSession before = live.put(owner, session);
        if (before != null && before != session) {
            before.takenOver();
        }
    }

    void gone(Set<ReceiptKey.Owner> owned, ResumeSession session) {
        owned.forEach(owner -> live.remove(owner, session));
    }
}
