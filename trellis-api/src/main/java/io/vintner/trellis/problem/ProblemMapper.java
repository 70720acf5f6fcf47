package io.vintner.trellis.problem;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.vintner.trellis.database.DatabaseUnavailableException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every exception that leaves a resource into a problem. */
class ProblemMapper {

    private static final PropertyNamingStrategies.NamingBase NAMES =
            new PropertyNamingStrategies.SnakeCaseStrategy();
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    @ServerExceptionMapper
    Response refused(ProblemException refusal) {
        return refusal.problem().response();
    }

    @ServerExceptionMapper
    Response unavailable(DatabaseUnavailableException outage) {
        LOG.warn("a call failed because the database is not available", outage);
        return problem(ProblemType.DATABASE_UNAVAILABLE, "the database is not available");
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException violations) {
        var first = violations.getConstraintViolations().iterator().next();
        String field = "";
        for (var node : first.getPropertyPath()) {
            field = node.toString();
        }
        return ProblemException.invalid(NAMES.translate(field), first.getMessage())
                .problem()
                .response();
    }

    @ServerExceptionMapper
    Response unreadable(JacksonException malformed) {
        String detail = "the body is not the JSON that is expected";
        if (malformed instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            detail += ", at " + path(mapping);
        }
        return problem(ProblemType.MALFORMED_REQUEST, detail);
    }

    /** Named by itself, because Quarkus has a mapper of its own for it. */
    @ServerExceptionMapper
    Response mismatched(MismatchedInputException malformed) {
        return unreadable(malformed);
    }

    @ServerExceptionMapper
    Response ofTheFramework(WebApplicationException failure) {
        if (failure.getCause() instanceof JacksonException malformed) {
            return unreadable(malformed);
        }
        return switch (failure.getResponse().getStatus()) {
            case 404 -> problem(ProblemType.NOT_FOUND, "there is nothing at this path");
            case 405 -> problem(ProblemType.METHOD_NOT_ALLOWED, "the method is not known here");
            case 406 -> problem(ProblemType.NOT_ACCEPTABLE, "the Accept header excludes JSON");
            case 413 -> problem(ProblemType.BODY_TOO_LARGE, "the body is larger than is allowed");
            case 415 -> problem(ProblemType.UNSUPPORTED_MEDIA_TYPE, "the body must be JSON");
            case 400 -> problem(ProblemType.MALFORMED_REQUEST, "the request cannot be read");
            default -> failed(failure);
        };
    }

    @ServerExceptionMapper
    Response failed(Throwable failure) {
        LOG.error("a call failed", failure);
        return problem(ProblemType.INTERNAL, "the service failed; its log says why");
    }

    private static Response problem(ProblemType type, String detail) {
        return Problem.of(type, detail, Map.of()).response();
    }

    private static String path(JsonMappingException mapping) {
        StringBuilder path = new StringBuilder();
        for (var reference : mapping.getPath()) {
            path.append('/')
                    .append(
                            reference.getFieldName() == null
                                    ? String.valueOf(reference.getIndex())
                                    : reference.getFieldName());
        }
        return path.toString();
    }
}
