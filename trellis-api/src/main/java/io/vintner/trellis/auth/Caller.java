package io.vintner.trellis.auth;

import io.vintner.trellis.database.Reader;
import org.jspecify.annotations.Nullable;

/** Who makes a call, proven. */
public sealed interface Caller {

    /** Whoever looks at things and ends them: a user own ones, an administrator everybody's. */
    sealed interface Person extends Caller {

        /** As whom the caller reads. */
        Reader reader();

        /** Whose things alone the caller may change; null: everybody's. */
        @Nullable UserId owner();
    }

    /**
     * A signed-in user.
     *
     * @param claims all claims of the token, as JSON, for row-level security
     */
    record User(UserId id, String claims) implements Person {
        @Override
        public Reader reader() {
            return new Reader.User(claims);
        }

        @Override
        public UserId owner() {
            return id;
        }
    }

    /** The holder of a token of the role {@code service_role}. Nothing belongs to it. */
    record Administrator() implements Person {
        @Override
        public Reader reader() {
            return new Reader.Everything();
        }

        @Override
        public @Nullable UserId owner() {
            return null;
        }
    }

    /** A Tendril that knows its worker token. */
    record Tendril(TendrilId id) implements Caller {}

    /**
     * Whoever does the work of one job: the Tendril, or who knows the token of the job.
     *
     * @param epoch of the lease that the call is about: the job token's own, or the one that the
     *     Tendril names; null in the documented form of old clients, which names none. Whether it
     *     is the current one is for the lease to say
     */
    record Holder(TendrilId tendril, @Nullable Long epoch) implements Caller {}
}
