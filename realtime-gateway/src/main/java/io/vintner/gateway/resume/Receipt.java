package io.vintner.gateway.resume;

import io.vintner.change.ChangePosition;

/**
 * How far a client has come on one channel.
 *
 * @param position every change after it is to be sent again
 * @param fetching whether the client was told to fetch when it came to this place, and has proven
 *     nothing since: perhaps it was never reached by that, so it must be told again
 */
record Receipt(ChangePosition position, boolean fetching) {

    /** The later of two; the second if they are of different generations, or of one place. */
    Receipt later(Receipt next) {
        boolean sameHistory = position.generation().equals(next.position().generation());
        return sameHistory && position.isAfter(next.position()) ? this : next;
    }
}
