package io.vintner.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The Trellis API refused a call with a problem (RFC 9457). */
public final class TrellisRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    TrellisRefusal(String call, int status, JsonNode problem) {
        super(
                "%s was answered %d %s: %s"
                        .formatted(
                                call,
                                status,
                                problem.path("code").asText("(no code)"),
                                problem.path("detail").asText("(no detail)")));
        this.status = status;
        this.code = problem.path("code").asText("");
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The stable name of the problem, empty if the answer had none. */
    public String code() {
        return code;
    }
}
