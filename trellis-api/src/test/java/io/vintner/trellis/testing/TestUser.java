package io.vintner.trellis.testing;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A user of the API, with what most tests need done. */
public record TestUser(UUID id) {

    public static TestUser create() {
        return new TestUser(UUID.randomUUID());
    }

    /** A request with the user's token. */
    public RequestSpecification ask() {
        return given().auth().oauth2(Tokens.of(id)).contentType("application/json");
    }

    /** An API token of this user. */
    public String createToken(String... scopes) {
        return ask().body(Map.of("name", "ci", "scopes", java.util.List.of(scopes)))
                .post("/api/tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    public String createVineyard(String name) {
        return ask().body(Map.of("name", name))
                .post("/api/vineyards")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    public String createVine(String vineyard, String name) {
        return ask().body(vine(vineyard, name))
                .post("/api/vines")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** A vine in a vineyard of its own. */
    public String createVine() {
        String name = "v-" + UUID.randomUUID();
        return createVine(createVineyard(name), name);
    }

    public static Map<String, Object> vine(String vineyard, String name) {
        return new HashMap<>(
                Map.of(
                        "vineyard_id",
                        vineyard,
                        "project_name",
                        name,
                        "environment_stage",
                        "development",
                        "region",
                        "local",
                        "module",
                        Map.of("files", Map.of("main.tf", "# wine")),
                        "variables",
                        java.util.List.of(
                                Map.of(
                                        "name", "greeting",
                                        "value", "hello",
                                        "kind", "terraform"))));
    }

    public String createJob(String vine, String type) {
        return ask().body(Map.of("vine_id", vine, "job_type", type))
                .post("/api/jobs")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    public JsonPath job(String job) {
        return ask().get("/api/jobs/" + job).then().statusCode(200).extract().jsonPath();
    }

    public JsonPath vine(String vine) {
        return ask().get("/api/vines/" + vine).then().statusCode(200).extract().jsonPath();
    }

    /** A Tendril of this user, ONLINE. */
    public TestTendril createTendril() {
        String token =
                ask().body(Map.of())
                        .post("/api/tendrils/registration-tokens")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token");
        return TestTendril.register(token);
    }
}
