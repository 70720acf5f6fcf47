package io.vintner.trellis.problem;

import java.util.Map;

/** A refusal that the caller is told of. Carries no cause: nothing in it is for the log. */
public final class ProblemException extends RuntimeException {

    private final ProblemType type;
    private final Map<String, Object> members;

    /**
     * @param detail one sentence on this occurrence; shown to the caller
     */
    public ProblemException(ProblemType type, String detail) {
        this(type, detail, Map.of());
    }

    /**
     * @param members further members of the problem, by their JSON name
     */
    public ProblemException(ProblemType type, String detail, Map<String, ?> members) {
        super(detail, null, false, false);
        this.type = type;
        this.members = Map.copyOf(members);
    }

    /** Says that the caller sees no {@code what} of that id, whether or not others do. */
    public static ProblemException notFound(String what) {
        return new ProblemException(ProblemType.NOT_FOUND, "there is no such " + what);
    }

    /** Says which field is wrong, and how. */
    public static ProblemException invalid(String field, String complaint) {
        return new ProblemException(
                ProblemType.INVALID_FIELD, field + " " + complaint, Map.of("field", field));
    }

    /** The entry of the catalogue. */
    public ProblemType type() {
        return type;
    }

    /** The body that the caller gets. */
    public Problem problem() {
        return Problem.of(type, String.valueOf(getMessage()), members);
    }
}
