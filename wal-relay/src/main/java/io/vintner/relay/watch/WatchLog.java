package io.vintner.relay.watch;

import io.vintner.relay.replication.OldestTransaction;
import io.vintner.relay.replication.SetUpWarning;
import io.vintner.relay.replication.SlotHealth;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Says what has changed, and nothing twice. Not thread-safe. */
final class WatchLog {

    private static final Logger LOG = Logger.getLogger(DatabaseWatch.class);

    /** A database of thousands of tables could have as many warnings. */
    private static final int WARNINGS_MAX = 50;

    private SlotAlarm told = SlotAlarm.NONE;
    private String toldSlot = "";
    private List<SetUpWarning> toldWarnings = List.of();

    /** Whether {@link #alarm} would say something. */
    boolean isNews(SlotHealth health, Judgement judgement) {
        return judgement.alarm() != told || !health.slot().name().equals(toldSlot);
    }

    /** Says how the slot is now. */
    void alarm(SlotHealth health, Judgement judgement, Optional<OldestTransaction> oldest) {
        String name = health.slot().name();
        if (!toldSlot.isEmpty() && !toldSlot.equals(name)) {
            LOG.warnf("the relay's slot is another one slot=%s before=%s", name, toldSlot);
        }
        switch (judgement.alarm()) {
            case NONE -> {
                if (told != SlotAlarm.NONE) {
                    LOG.infof("no slot alarm any more slot=%s", name);
                }
            }
            case RAISED, HIGH, CRITICAL ->
                    LOG.warnf(
                            "slot alarm %s: %s slot=%s status=%s unconfirmed=%d%s",
                            judgement.alarm(),
                            judgement.reason(),
                            name,
                            health.wal().status(),
                            health.unconfirmed(),
                            oldest.map(WatchLog::text).orElse(""));
            case LOST -> LOG.errorf("the slot is lost: %s slot=%s", judgement.reason(), name);
        }
        told = judgement.alarm();
        toldSlot = name;
    }

    /** Says what has come and what has gone. */
    void warnings(List<SetUpWarning> warnings) {
        List<SetUpWarning> come = warnings.stream().filter(w -> !toldWarnings.contains(w)).toList();
        List<SetUpWarning> gone = toldWarnings.stream().filter(w -> !warnings.contains(w)).toList();
        come.stream().limit(WARNINGS_MAX).forEach(warning -> LOG.warn(warning.advice()));
        if (come.size() > WARNINGS_MAX) {
            LOG.warnf("and %d more warnings of that kind", come.size() - WARNINGS_MAX);
        }
        if (!gone.isEmpty()) {
            LOG.infof("warnings resolved count=%d left=%d", gone.size(), warnings.size());
        }
        toldWarnings = warnings;
    }

    private static String text(OldestTransaction oldest) {
        return " oldest-transaction-pid=%s transactions-since=%d%s"
                .formatted(
                        oldest.pid() == null ? "prepared" : oldest.pid(),
                        oldest.transactions(),
                        oldest.age() == null ? "" : " seconds=" + oldest.age().toSeconds());
    }
}
