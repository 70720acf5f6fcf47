package io.vintner.gateway.resume;

import io.vintner.gateway.database.DatabaseAwayException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * The table while there is one, else memory. A table that is made later is found within seconds,
 * and gets what memory has. For one thread.
 */
final class ReceiptStores implements ReceiptStore {

    private static final Logger LOG = Logger.getLogger(ReceiptStores.class);
    private static final long LOOK_AGAIN_MILLIS = 10_000;
    private static final long AWAY_MILLIS = 1_000;

    private final ReceiptTable table;
    private final MemoryReceipts memory;
    private final InstantSource clock;
    private boolean inTable;
    private boolean said;
    private long lookAt;
    private long awayUntil;

    ReceiptStores(ReceiptTable table, MemoryReceipts memory, InstantSource clock) {
        this.table = table;
        this.memory = memory;
        this.clock = clock;
    }

    @Override
    public Map<ReceiptKey, Receipt> find(Collection<ReceiptKey> keys) throws DatabaseAwayException {
        return with(store -> store.find(keys));
    }

    @Override
    public void store(Map<ReceiptKey, Receipt> receipts) throws DatabaseAwayException {
        with(store -> {
            store.store(receipts);
            return true;
        });
    }

    @Override
    public void forget(Collection<ReceiptKey> keys) throws DatabaseAwayException {
        with(store -> {
            store.forget(keys);
            return true;
        });
    }

    @Override
    public void expire() throws DatabaseAwayException {
        with(store -> {
            store.expire();
            return true;
        });
    }

    private interface Use<T> {
        T of(ReceiptStore store) throws DatabaseAwayException;
    }

    private <T> T with(Use<T> use) throws DatabaseAwayException {
        long now = clock.millis();
        if (now < awayUntil) {
            throw new DatabaseAwayException("PostgreSQL was away a moment ago", null);
        }
        try {
            look(now);
            return use.of(inTable ? table : memory);
        } catch (UnusableTableException refused) {
            LOG.warnf("receipts could not be used, error=%s", refused.getMessage());
            inTable = false;
            lookAt = 0;
            awayUntil = clock.millis() + AWAY_MILLIS;
            throw new DatabaseAwayException("vintner.receipts cannot be used", refused);
        } catch (DatabaseAwayException away) {
            awayUntil = clock.millis() + AWAY_MILLIS;
            throw away;
        }
    }

    private void look(long now) throws DatabaseAwayException {
        if (inTable || now < lookAt) {
            return;
        }
        lookAt = now + LOOK_AGAIN_MILLIS;
        if (table.isUsable()) {
            table.store(memory.takeAll());
            inTable = true;
            said = false;
            LOG.info("receipts are kept in vintner.receipts");
        } else if (!said) {
            said = true;
            LOG.warn(
                    "vintner.receipts is not there, not for this role, or an older one"
                            + " (gateway.sql): receipts are kept in memory, and are lost when this"
                            + " gateway stops");
        }
    }
}
