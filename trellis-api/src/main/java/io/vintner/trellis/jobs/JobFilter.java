package io.vintner.trellis.jobs;

import io.vintner.trellis.pages.Cursor;
import io.vintner.trellis.pages.PageQuestion;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.vines.VineId;
import io.vintner.trellis.vineyards.VineyardId;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which jobs a list has. */
record JobFilter(
        @Nullable List<String> statuses,
        @Nullable UUID vineyard,
        @Nullable UUID vine,
        PageQuestion page) {

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
        return new JobFilter(
                statuses(question.status()),
                vineyard == null ? null : vineyard.value(),
                vine == null ? null : vine.value(),
                PageQuestion.of(
                        question.limit(), question.cursor(), Cursor.Kind.TIME, Cursor.Kind.ID));
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
}
