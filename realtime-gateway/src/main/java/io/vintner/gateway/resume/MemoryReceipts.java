package io.vintner.gateway.resume;

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

    private record Kept(Receipt receipt, long at) {}

    MemoryReceipts(Duration ageMax, int max, InstantSource clock) {
        this.ageMax = ageMax;
        this.max = max;
        this.clock = clock;
    }

    @Override
    public Map<ReceiptKey, Receipt> find(Collection<ReceiptKey> keys) {
        Map<ReceiptKey, Receipt> found = new HashMap<>();
        for (ReceiptKey key : keys) {
            Kept kept = receipts.get(key);
            if (kept != null) {
                found.put(key, kept.receipt());
            }
        }
        return found;
    }

    @Override
    public void store(Map<ReceiptKey, Receipt> stored) {
        long now = clock.millis();
        stored.forEach((key, receipt) -> {
            Kept before = receipts.remove(key);
            Receipt kept = before == null ? receipt : before.receipt().later(receipt);
            receipts.put(key, new Kept(kept, now));
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
    Map<ReceiptKey, Receipt> takeAll() {
        Map<ReceiptKey, Receipt> all = new HashMap<>();
        receipts.forEach((key, kept) -> all.put(key, kept.receipt()));
        receipts.clear();
        return all;
    }

    private void removeWhileOver(int size) {
        Iterator<ReceiptKey> oldest = receipts.keySet().iterator();
        while (receipts.size() > size) {
            oldest.next();
            oldest.remove();
        }
    }
}
