package io.vintner.gateway.match;

import io.vintner.gateway.catalog.PublishedTable.Kind;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.render.ChangeError;
import java.util.Set;

/**
 * What makes subscriptions of one table the same: those with equal keys hear the same of every
 * change.
 *
 * @param kinds which changes are wanted; of an update, DELETE says that it is told when it takes a
 *     row away
 * @param filter must be true
 * @param policy must be true
 */
record ClassKey(Set<Kind> kinds, RowTest filter, RowTest policy, Shown shown) {

    ClassKey {
        kinds = Set.copyOf(kinds);
    }

    /** What is shown of a change that is heard of. */
    sealed interface Shown {

        /**
         * The row, as far as its columns may be seen.
         *
         * @param names those of the columns
         * @param judged whether the policy was judged on all of the old row
         */
        record Columns(Set<String> names, boolean judged) implements Shown {
            public Columns {
                names = Set.copyOf(names);
            }
        }

        /** Nothing but an error. */
        record Refusal(ChangeError error) implements Shown {}
    }

    /** Whether it can hear of anything at all. */
    boolean isSilent() {
        return kinds.isEmpty()
                || filter.equals(RowTest.Constant.NEVER)
                || policy.equals(RowTest.Constant.NEVER);
    }
}
