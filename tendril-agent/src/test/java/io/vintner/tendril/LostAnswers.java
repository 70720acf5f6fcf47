package io.vintner.tendril;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides which requests are done, but never answered: the connection is cut in place of that. */
final class LostAnswers {

    private int next;
    private @Nullable String path;
    private int lost;

    /** Loses the next answers, whatever they answer. */
    synchronized void next(int count) {
        next = count;
    }

    /** Loses every answer to requests whose path ends like that. */
    synchronized void all(String pathEnd) {
        path = pathEnd;
    }

    /** From now on everything is answered. */
    synchronized void none() {
        path = null;
        next = 0;
    }

    /** How many were lost. */
    synchronized int count() {
        return lost;
    }

    synchronized boolean isLost(String requestPath) {
        boolean meant = path != null && requestPath.endsWith(Objects.requireNonNull(path));
        boolean loses = meant || (next > 0 && next-- > 0);
        lost += loses ? 1 : 0;
        return loses;
    }
}
