package io.vintner.trellis.web;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vintner.trellis.problem.Problem;
import io.vintner.trellis.problem.ProblemType;
import java.util.Map;

/** Refuses a call before any resource has seen it, in the form that resources use. */
final class EdgeProblem {

    private EdgeProblem() {}

    static void end(RoutingContext context, ProblemType type, String detail) {
        Problem problem = Problem.of(type, detail, Map.of());
        context.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(
                        new JsonObject()
                                .put("type", problem.type())
                                .put("title", problem.title())
                                .put("status", problem.status())
                                .put("detail", problem.detail())
                                .put("code", problem.code())
                                .put("error", problem.error())
                                .toBuffer());
    }
}
