package io.vintner.trellis.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vintner.trellis.testing.PostgresResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed document is what the code says; a change of one without the other is seen here. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class OpenApiIT {

    private static final Path COMMITTED = Path.of("../docs/contracts/trellis-api.yaml");
    private static final Path GENERATED = Path.of("target/trellis-api.yaml");

    @Test
    void theCommittedDocumentIsTheGeneratedOne() throws IOException {
        // When
        String generated = given().get("/q/openapi").then().statusCode(200).extract().asString();
        Files.writeString(GENERATED, generated);

        // Then
        assertThat(COMMITTED)
                .as("copy %s over it if the change is meant", GENERATED)
                .hasContent(generated);
    }
}
