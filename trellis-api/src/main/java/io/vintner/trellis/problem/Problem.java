package io.vintner.trellis.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of every refusal.
 *
 * @param type {@code https://vintner.dev/problems/} and the code
 * @param title the catalogue's sentence
 * @param status the HTTP status
 * @param detail what happened this time
 * @param code the stable name
 * @param error same as detail, for clients of the documented form
 * @param members what else belongs to this code, at the top level of the JSON
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String error,
        @JsonAnyGetter @Schema(hidden = true) Map<String, Object> members) {

    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        members = Map.copyOf(members);
    }

    /** The body for one occurrence of {@code type}. */
    public static Problem of(ProblemType type, String detail, Map<String, Object> members) {
        return new Problem(
                "https://vintner.dev/problems/" + type.code(),
                type.title(),
                type.status(),
                detail,
                type.code(),
                detail,
                members);
    }

    /** The answer that carries it. */
    public Response response() {
        var response = Response.status(status).type(MEDIA_TYPE).entity(this);
        if (status == 401) {
            response.header("WWW-Authenticate", "Bearer");
        }
        if (status == 503) {
            response.header("Retry-After", "1");
        }
        return response.build();
    }
}
