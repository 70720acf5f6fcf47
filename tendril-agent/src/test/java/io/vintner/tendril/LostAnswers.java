package io.vintner.tendril;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides which requests are done, but never answered: the connection is cut in place of that. */
final class LostAnswers {

    private int next;
    private @Nullable String path;
    private String word = "";
    private int lost;

    /** Loses the next answers, whatever they answer. */
    synchronized void next(int count) {
        next = count;
    }

    /** Loses every answer to requests whose path ends and whose body holds what is given. */
    synchronized void all(String pathEnd, String bodyWord) {
        path = pathEnd;
        word = bodyWord;
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

    synchronized boolean isLost(String requestPath, byte[] body) {
        boolean meant =
                path != null
                        && requestPath.endsWith(Objects.requireNonNull(path))
                        && new String(body, UTF_8).contains(word);
        boolean loses = meant || (next > 0 && next-- > 0);
        lost += loses ? 1 : 0;
        return loses;
    }
}
