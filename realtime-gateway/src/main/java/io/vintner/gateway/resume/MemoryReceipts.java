package io.vintner.gateway.resume;

import io.vintner.change.ChangePosition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Receipts in memory, for a database without the table: they serve this gateway only. */
final class MemoryReceipts implements ReceiptStore {

    private final Duration ageMax;
    private final int max;
    private final InstantSource clock;

    /** The one that was stored longest ago comes first. */
    private final Map<ReceiptKey, Kept> receipts = new LinkedHashMap<>();

    private record Kept(ChangePosition position, long at) {}

    MemoryReceipts(Duration ageMax, int max, InstantSource clock) {
        this.ageMax = ageMax;
        this.max = max;
        this.clock = clock;
    }

    @Override
    public Map<ReceiptKey, ChangePosition> find(Collection<ReceiptKey> keys) {
        Map<ReceiptKey, ChangePosition> found = new HashMap<>();
        for (ReceiptKey key : keys) {
            Kept kept = receipts.get(key);
            if (kept != null) {
                found.put(key, kept.position());
            }
        }
        return found;
    }

    @Override
    public void store(Map<ReceiptKey, ChangePosition> stored) {
        long now = clock.millis();
        stored.forEach((key, position) -> {
            Kept before = receipts.remove(key);
            receipts.put(
                    key,
                    new Kept(before == null ? position : later(before.position(), position), now));
        });
        removeWhileOver(max);
    }

    @Override
    public void forget(Collection<ReceiptKey> keys) {
        keys.forEach(receipts::remove);
    }

    @Override
    public void expire() {
        long before = clock.millis() - ageMax.toMillis();
        receipts.values().removeIf(kept -> kept.at() < before);
    }

    /** Everything in it, which is no longer here afterwards. */
    Map<ReceiptKey, ChangePosition> takeAll() {
        Map<ReceiptKey, ChangePosition> all = new HashMap<>();
        receipts.forEach((key, kept) -> all.put(key, kept.position()));
        receipts.clear();
        return all;
    }

    /** The later of two positions; the second if they are of different generations. */
    static ChangePosition later(ChangePosition known, ChangePosition next) {
        boolean sameHistory = known.generation().equals(next.generation());
        return sameHistory && known.isAfter(next) ? known : next;
    }

    private void removeWhileOver(int size) {
        Iterator<ReceiptKey> oldest = receipts.keySet().iterator();
        while (receipts.size() > size) {
            oldest.next();
            oldest.remove();
        }
    }
}
