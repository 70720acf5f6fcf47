package io.vintner.gateway.resume;

import io.vintner.gateway.database.DatabaseAwayException;
import java.util.Collection;
import java.util.Map;

/** Keeps receipts. Used by one thread. */
interface ReceiptStore {

    /** The receipts of those keys that have one. */
    Map<ReceiptKey, Receipt> find(Collection<ReceiptKey> keys) throws DatabaseAwayException;

    /** Keeps receipts; where there is one of the same generation, the later of the two. */
    void store(Map<ReceiptKey, Receipt> receipts) throws DatabaseAwayException;

    /** Removes the receipts of those keys. */
    void forget(Collection<ReceiptKey> keys) throws DatabaseAwayException;

    /** Removes receipts that are too old to be of use, and the oldest of too many. */
    void expire() throws DatabaseAwayException;
}
