package io.vintner.trellis.web;

import io.vintner.trellis.auth.LogFields;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets every line that is logged during a call on a job name that job, whoever calls. */
class JobOfCall {

    private static final Pattern PATH = Pattern.compile("/api/jobs/([0-9a-fA-F-]{36})(/.*)?");

    @ServerRequestFilter
    void name(ContainerRequestContext call) {
        Matcher path = PATH.matcher(call.getUriInfo().getRequestUri().getPath());
        if (path.matches()) {
            try {
                LogFields.job(UUID.fromString(path.group(1)));
            } catch (IllegalArgumentException _) {
                // It is refused where it is read.
            }
        }
    }
}
