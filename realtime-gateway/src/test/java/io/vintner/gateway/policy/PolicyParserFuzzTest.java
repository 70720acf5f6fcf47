package io.vintner.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vintner.gateway.catalog.Catalog;
import io.vintner.gateway.catalog.DeclaredPolicy;
import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.PublishedTable.Kind;
import io.vintner.gateway.catalog.TableAccess;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.catalog.TableColumn.Collation;
import io.vintner.gateway.token.Claims;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the text of a policy: it is compiled, or left to PostgreSQL, in a time that does not
 * outgrow the text. The usual build tries real policies and random changes of them; with {@code
 * JAZZER_FUZZ=1} in the environment Jazzer searches on from there.
 */
class PolicyParserFuzzTest {

    private static final int TRIES = 20_000;
    private static final int LONG = 1_000_000;

    /** A thousand times what these texts take; what grows with the square would take hours. */
    private static final Duration LONG_MAX = Duration.ofSeconds(5);

    private static final List<String> PIECES =
            List.of(
                    "(",
                    ")",
                    "[",
                    "]",
                    "'",
                    "\"",
                    " ",
                    "=",
                    "<>",
                    "->",
                    "->>",
                    "::",
                    ".",
                    ",",
                    " NOT ",
                    " AND ",
                    " OR ",
                    " IS ",
                    " NULL",
                    "ARRAY[",
                    " ANY (",
                    "SELECT ",
                    " AS ",
                    "CASE",
                    "auth.uid()",
                    "auth.jwt()",
                    "owner",
                    "n",
                    "1",
                    "E",
                    "$",
                    "\0",
                    "\uD83D\uDE00");

    private static final Claims CLAIMS =
            new Claims(
                    "authenticated",
                    "a0000000-0000-4000-8000-00000000000a",
                    "{\"sub\":\"a0000000-0000-4000-8000-00000000000a\",\"team\":\"red\"}",
                    Instant.MAX);

    static Stream<byte[]> realPolicies() {
        return Stream.of(
                        "(owner = ( SELECT auth.uid() AS uid))",
                        "((team = (auth.jwt() ->> 'team'::text)) AND (NOT flag))",
                        "((n <> ALL (ARRAY[1, 2])) OR (team IS NOT NULL))",
                        "((team)::text = ANY ((ARRAY['x'::character varying])::text[]))",
                        "(\"odd Name\" = 'it''s (a) AND b'::text)",
                        "(EXISTS ( SELECT 1 FROM members m WHERE (m.team = docs.team)))",
                        "(CASE WHEN flag THEN (n > 3) ELSE false END)",
                        "(((auth.jwt() -> 'app'::text) ->> 'org'::text) = team)",
                        "(CURRENT_USER = 'authenticated'::name)",
                        "true")
                .map(policy -> policy.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("realPolicies")
    @FuzzTest(maxDuration = "5m")
    void whateverTheTextIsItIsCompiledOrLeftToPostgres(byte[] bytes) {
        compile(new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void aRealPolicyThatWasChangedIsCompiledOrLeftToPostgres() {
        Random chance = new Random(1);
        List<String> policies =
                realPolicies().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
        for (int round = 0; round < TRIES; round++) {
            StringBuilder policy = new StringBuilder(policies.get(chance.nextInt(policies.size())));
            for (int change = chance.nextInt(5); change >= 0; change--) {
                int at = chance.nextInt(policy.length() + 1);
                if (at < policy.length() && chance.nextBoolean()) {
                    policy.deleteCharAt(at);
                } else {
                    policy.insert(at, PIECES.get(chance.nextInt(PIECES.size())));
                }
            }
            compile(policy.toString());
        }
    }

    static Stream<String> longTexts() {
        return Stream.of(90_000, LONG)
                .flatMap(length ->
                        Stream.of(
                                        "(",
                                        ")",
                                        "NOT ",
                                        "n = 1 OR ",
                                        "(n = 1) AND (",
                                        "'",
                                        "\"",
                                        "n::text",
                                        "auth.jwt() -> 'a'::text -> ",
                                        "ARRAY[",
                                        "n, ",
                                        "(SELECT ",
                                        "n IS NULL IS ")
                                .map(piece -> piece.repeat(length / piece.length())))
                .flatMap(text -> Stream.of(text, balanced(text)));
    }

    private static String balanced(String text) {
        long open = text.chars().filter(one -> one == '(' || one == '[').count();
        return text + "n" + (text.contains("[") ? "]" : ")").repeat(Math.toIntExact(open));
    }

    @ParameterizedTest(name = "text {index}")
    @MethodSource("longTexts")
    void aLongTextTakesNoLongTime(String text) {
        // When
        long start = System.nanoTime();
        compile(text);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        // Then
        assertThat(took).isLessThan(LONG_MAX);
    }

    private static void compile(String using) {
        PublishedTable table =
                new PublishedTable(
                        7,
                        "public",
                        "docs",
                        true,
                        Set.of(Kind.INSERT),
                        List.of(
                                column("owner", "uuid"),
                                column("team", "text"),
                                column("n", "int4"),
                                column("flag", "bool"),
                                column("odd Name", "text")),
                        Map.of(
                                "authenticated",
                                new TableAccess(
                                        Set.of("owner"),
                                        false,
                                        List.of(new DeclaredPolicy("p", true, using)))));
        Catalog catalog =
                new Catalog(
                        "f",
                        Map.of(7L, table),
                        Map.of("uid", RowPoliciesTest.UID, "jwt", RowPoliciesTest.JWT),
                        Map.of("authenticated", Set.of("uid", "jwt")));
        assertThat(new RowPolicies(catalog).visibleTo(CLAIMS, table)).isNotNull();
    }

    private static TableColumn column(String name, String type) {
        return new TableColumn(
                name, new PgType.Scalar(1, PgType.BUILT_IN, type), false, false, Collation.BYTES);
    }
}
