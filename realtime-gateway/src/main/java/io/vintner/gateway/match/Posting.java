package io.vintner.gateway.match;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The classes filed in one place of an index. Mostly there is one, and then it is its own posting.
 * Changed under the lock of the audience, read without one.
 */
sealed interface Posting permits SubscriptionClass, Posting.Many {

    void each(Consumer<SubscriptionClass> visitor);

    int size();

    /** With one more class. */
    static Posting with(@Nullable Posting posting, SubscriptionClass added) {
        return switch (posting) {
            case null -> added;
            case Many many -> {
                many.classes.add(added);
                yield many;
            }
            case SubscriptionClass single -> {
                Many many = new Many();
                many.classes.add(single);
                many.classes.add(added);
                yield many;
            }
        };
    }

    /** Without that class; null if none is left. */
    static @Nullable Posting without(Posting posting, SubscriptionClass removed) {
        if (posting instanceof Many many) {
            many.classes.remove(removed);
            return many.classes.isEmpty() ? null : many;
        }
        return posting == removed ? null : posting;
    }

    /** Several classes. */
    final class Many implements Posting {

        private final Set<SubscriptionClass> classes = ConcurrentHashMap.newKeySet();

        @Override
        public void each(Consumer<SubscriptionClass> visitor) {
            classes.forEach(visitor);
        }

        @Override
        public int size() {
            return classes.size();
        }
    }
}
