package io.vintner.trellis.pages;

import static io.vintner.trellis.testing.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vintner.trellis.testing.PostgresResource;
import io.vintner.trellis.testing.TestUser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PagesIT {

    private static final int ROWS = 5;

    private final TestUser ada = TestUser.create();
    private final List<String> jobs = new ArrayList<>();

    @BeforeEach
    void thereAreSomeOfEach() {
        String vineyard = ada.createVineyard("b");
        for (int i = 1; i < ROWS; i++) {
            ada.createVineyard("a" + i);
        }
        String vine = ada.createVine(vineyard, "z");
        for (int i = 1; i < ROWS; i++) {
            ada.createVine(vineyard, "y" + (ROWS - i));
        }
        for (int i = 0; i < ROWS; i++) {
            ada.createTendril();
            ada.createToken("read");
            jobs.add(ada.createJob(vine, "PLAN"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/vineyards", "/api/vines", "/api/workers", "/api/tokens", "/api/jobs"})
    void thePagesOfAListAreTheList(String path) {
        // Given
        List<String> whole = page(path + "?limit=200").getList("items.id");

        // When
        List<String> paged = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        while (cursor != null) {
            JsonPath page = page(path + "?limit=2" + cursor);
            List<String> ids = page.getList("items.id");
            assertThat(ids).hasSizeLessThanOrEqualTo(2);
            paged.addAll(ids);
            String next = page.getString("next_cursor");
            cursor = next == null ? null : "&cursor=" + next;
            pages++;
        }

        // Then
        assertThat(whole).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(ROWS);
        assertThat(paged).isEqualTo(whole);
        assertThat(pages).isEqualTo((whole.size() + 1) / 2);
    }

    @Test
    void listsOfThingsWithNamesAreInTheOrderOfTheirNames() {
        assertThat(page("/api/vineyards").getList("items.name"))
                .containsExactly("a1", "a2", "a3", "a4", "b");
        assertThat(page("/api/vines").getList("items.project_name"))
                .containsExactly("y1", "y2", "y3", "y4", "z");
        assertThat(page("/api/jobs").getList("items.id"))
                .containsExactlyElementsOf(jobs.reversed());
    }

    @Test
    void aRowThatGoesMeanwhileMovesNoOther() {
        // Given
        JsonPath first = page("/api/vineyards?limit=2");

        // When
        ada.ask().delete("/api/vineyards/" + first.getString("items[0].id")).then().statusCode(204);

        // Then
        assertThat(
                        page("/api/vineyards?limit=2&cursor=" + first.getString("next_cursor"))
                                .getList("items.name"))
                .containsExactly("a3", "a4");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/vineyards, limit=0, limit",
        "/api/vines, limit=201, limit",
        "/api/workers, cursor=x, cursor",
        "/api/tokens, cursor=W10, cursor",
        "/api/jobs, cursor=YSBi, cursor",
    })
    void whatIsNoPageIsRefused(String path, String query, String field) {
        assertThat(
                        assertProblem(
                                        ada.ask().get(path + "?" + query).then(),
                                        422,
                                        "invalid-field")
                                .extract()
                                .jsonPath()
                                .getString("field"))
                .isEqualTo(field);
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        // Given
        String cursor = page("/api/vines?limit=2").getString("next_cursor");

        // Then
        assertProblem(
                ada.ask().get("/api/vineyards?cursor=" + cursor).then(), 422, "invalid-field");
    }

    private JsonPath page(String path) {
        return ada.ask().get(path).then().statusCode(200).extract().jsonPath();
    }
}
