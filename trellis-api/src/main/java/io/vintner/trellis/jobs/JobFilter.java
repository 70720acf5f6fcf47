package io.vintner.trellis.jobs;

import io.vintner.trellis.problem.PageLimit;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.vines.VineId;
import io.vintner.trellis.vineyards.VineyardId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a list has.
 *
 * @param after the last job of the page before; null: from the newest
 */
record JobFilter(
        @Nullable List<String> statuses,
        @Nullable UUID vineyard,
        @Nullable UUID vine,
        @Nullable Cursor after,
        int limit) {

    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;

    /** What a caller may ask for. */
    record Question(
            @Nullable String status,
            @Nullable VineyardId vineyard,
            @Nullable VineId vine,
            @Nullable Integer limit,
            @Nullable String cursor) {}

    static JobFilter of(Question question) {
        VineyardId vineyard = question.vineyard();
        VineId vine = question.vine();
        int limit = PageLimit.of(question.limit(), LIMIT_DEFAULT, LIMIT_MAX);
        return new JobFilter(
                statuses(question.status()),
                vineyard == null ? null : vineyard.value(),
                vine == null ? null : vine.value(),
                question.cursor() == null ? null : Cursor.read(question.cursor()),
                limit);
    }

    private static @Nullable List<String> statuses(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        String[] names = text.split(",", -1);
        for (String name : names) {
            if (Arrays.stream(JobStatus.values()).noneMatch(known -> known.name().equals(name))) {
                throw ProblemException.invalid("status", "must be one of the six statuses");
            }
        }
        return List.of(names);
    }

    /** A place in the list, newest first. Opaque to callers. */
    record Cursor(OffsetDateTime createdAt, UUID id) {

        String text() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((createdAt + " " + id).getBytes(StandardCharsets.UTF_8));
        }

        static Cursor read(String text) {
            try {
                String clear =
                        new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                int space = clear.indexOf(' ');
                if (space > 0) {
                    return new Cursor(
                            OffsetDateTime.parse(clear.substring(0, space)),
                            UUID.fromString(clear.substring(space + 1)));
                }
            } catch (IllegalArgumentException | DateTimeException _) {
                // told below
            }
            throw ProblemException.invalid("cursor", "is not one that a list has answered");
        }
    }
}
