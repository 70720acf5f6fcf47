package io.vintner.trellis.web;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.vintner.trellis.problem.Problem;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Adds to the OpenAPI document what holds for every call: how refusals look and who may call. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {

    private static final String REF = "#/components/schemas/Problem";

    @Override
    public Operation filterOperation(Operation operation) {
        operation
                .getResponses()
                .setDefaultValue(
                        OASFactory.createAPIResponse()
                                .description("a refusal, see docs/errors.md")
                                .content(
                                        OASFactory.createContent()
                                                .addMediaType(
                                                        Problem.MEDIA_TYPE,
                                                        OASFactory.createMediaType()
                                                                .schema(
                                                                        OASFactory.createSchema()
                                                                                .ref(REF)))));
        return operation;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents()
                .addSchema("Problem", problem())
                .addSecurityScheme(
                        "user",
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .bearerFormat("JWT"))
                .addSecurityScheme("tendrilId", header("X-Worker-ID"))
                .addSecurityScheme("tendrilToken", header("X-Worker-Token"))
                .addSecurityScheme("jobToken", header("X-Job-Token"));
    }

    private static Schema problem() {
        Schema problem = OASFactory.createSchema().addType(SchemaType.OBJECT);
        for (String member : new String[] {"type", "title", "detail", "code", "error"}) {
            problem.addProperty(member, OASFactory.createSchema().addType(SchemaType.STRING));
            problem.addRequired(member);
        }
        return problem.addProperty("status", OASFactory.createSchema().addType(SchemaType.INTEGER))
                .addRequired("status");
    }

    private static SecurityScheme header(String name) {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.HEADER)
                .name(name);
    }
}
