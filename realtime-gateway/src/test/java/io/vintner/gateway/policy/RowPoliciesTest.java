package io.vintner.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.gateway.catalog.Catalog;
import io.vintner.gateway.catalog.DeclaredPolicy;
import io.vintner.gateway.catalog.PgType;
import io.vintner.gateway.catalog.PublishedTable;
import io.vintner.gateway.catalog.PublishedTable.Kind;
import io.vintner.gateway.catalog.TableAccess;
import io.vintner.gateway.catalog.TableColumn;
import io.vintner.gateway.catalog.TableColumn.Collation;
import io.vintner.gateway.filter.Condition;
import io.vintner.gateway.filter.RowTest;
import io.vintner.gateway.token.Claims;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a deparsed policy is compiled, and what is left for PostgreSQL. */
class RowPoliciesTest {

    private static final String USER = "a0000000-0000-4000-8000-00000000000a";
    private static final Claims CLAIMS =
            new Claims(
                    "authenticated",
                    USER,
                    """
                    {"sub":"%s","role":"authenticated","team":"red","level":3,"rate":1.50,
                     "app":{"org":"o1"},"odd":{"a":1}}
                    """
                            .formatted(USER),
                    Instant.MAX);
    static final String UID =
            """
            SELECT coalesce( nullif(current_setting('request.jwt.claim.sub', true),''),
               (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid;
            """;
    static final String JWT =
            """
            select coalesce(nullif(current_setting('request.jwt.claim', true), ''),
              nullif(current_setting('request.jwt.claims', true), ''))::jsonb
            """;

    private static PgType builtIn(String name) {
        return new PgType.Scalar(1, PgType.BUILT_IN, name);
    }

    private static TableColumn column(String name, PgType type) {
        return new TableColumn(name, type, false, false, Collation.DETERMINISTIC);
    }

    private static PublishedTable table(DeclaredPolicy... policies) {
        return new PublishedTable(
                7,
                "public",
                "docs",
                true,
                Set.of(Kind.INSERT),
                List.of(
                        column("owner", builtIn("uuid")),
                        column("team", builtIn("text")),
                        column("code", builtIn("varchar")),
                        column("n", builtIn("int4")),
                        column("flag", builtIn("bool")),
                        column("odd Name", builtIn("text")),
                        column("place", new PgType.Composite(3, "public", "place", List.of())),
                        column(
                                "mood",
                                new PgType.Enumerated(2, "public", "mood", List.of("a", "b")))),
                Map.of(
                        "authenticated",
                        new TableAccess(Set.of("owner"), false, List.of(policies)),
                        "service_role",
                        new TableAccess(Set.of("owner"), true, List.of(policies))));
    }

    private static Catalog catalog(PublishedTable table, String uidBody) {
        return new Catalog(
                "f",
                Map.of(7L, table),
                Map.of("uid", uidBody, "jwt", JWT, "role", "select 'something else'"),
                Map.of("authenticated", Set.of("uid", "jwt", "role")));
    }

    private static RowTest visible(DeclaredPolicy... policies) {
        PublishedTable table = table(policies);
        return new RowPolicies(catalog(table, UID)).visibleTo(CLAIMS, table);
    }

    private static RowTest visible(String using) {
        return visible(new DeclaredPolicy("p", true, using));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "(owner = auth.uid())                        | owner EQ user",
                "(auth.uid() = owner)                        | owner EQ user",
                "(owner = ( SELECT auth.uid() AS uid))       | owner EQ user",
                "(( SELECT auth.uid() AS uid) = docs.owner)  | owner EQ user",
                "((owner)::text = (auth.jwt() ->> 'sub'::text)) | owner EQ user",
                "(owner = ((auth.jwt() ->> 'sub'::text))::uuid) | owner EQ user",
                "(team = (auth.jwt() ->> 'team'::text))      | team EQ red",
                "(team = ((auth.jwt() -> 'app'::text) ->> 'org'::text)) | team EQ o1",
                "(n = ((auth.jwt() ->> 'level'::text))::integer) | n EQ 3",
                "(3 > n)                                     | n LT 3",
                "((code)::text = 'x'::text)                  | code EQ x",
                "((code)::text = ANY ((ARRAY['x'::character varying, 'y'::character"
                        + " varying])::text[])) | code in [x, y]",
                "(n <> ALL (ARRAY[1, 2]))                    | not n in [1, 2]",
                "(mood = 'b'::public.mood)                   | mood EQ 1",
                "(\"odd Name\" = 'it''s (a) AND b'::text)    | odd Name EQ it's (a) AND b",
                "flag                                        | flag EQ true",
                "(NOT flag)                                  | not flag EQ true",
                "(team IS NULL)                              | team null",
                "(team IS NOT NULL)                          | not team null",
                "((owner = auth.uid()) OR (team IS NULL))    | any(owner EQ user, team null)",
                "((owner = auth.uid()) AND (n = 1) AND flag) | all(owner EQ user, n EQ 1, flag EQ"
                        + " true)",
                "true                                        | TRUE",
                "(auth.uid() IS NULL)                        | FALSE",
                "((auth.jwt() ->> 'none'::text) = 'x'::text) | FALSE",
                "(((auth.jwt() ->> 'none'::text) = 'x'::text) OR flag) | flag EQ true",
                "(NOT ((auth.jwt() ->> 'none'::text) = 'x'::text)) | FALSE",
                "(CURRENT_USER = 'authenticated'::name)      | TRUE",
                "(true OR (now() > '2026-01-01 00:00:00+00'::timestamp with time zone)) | TRUE",
            })
    void whatIsUnderstoodIsCompiled(String using, String test) {
        // Given, When
        RowTest visible = visible(using);

        // Then
        assertThat(printed(visible)).isEqualTo(test);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "(auth.role() = 'authenticated'::text) | ask() (auth.role() ="
                        + " 'authenticated'::text)",
                "(EXISTS ( SELECT FROM public.m WHERE (m.team = docs.team))) | ask(team) (EXISTS ("
                        + " SELECT FROM public.m WHERE (m.team = docs.team)))",
                "((owner = auth.uid()) AND (length(team) > 1)) | all(owner EQ user, ask(team)"
                        + " (length(team) > 1))",
                "((owner = auth.uid()) OR public.f(docs.*)) | any(owner EQ user, ask(code, flag,"
                        + " mood, n, odd Name, owner, place, team) (public.f(docs.*)))",
                "(NOT (team ~~ 'a%'::text)) | ask(team) (NOT (team ~~ 'a%'::text))",
                "((auth.jwt() ->> 'rate'::text) = '1.50'::text) | ask() ((auth.jwt() ->>"
                        + " 'rate'::text) = '1.50'::text)",
                "(team > 'a'::text)          | ask(team) (team > 'a'::text)",
                "(place IS NULL)             | ask(place) (place IS NULL)",
                "(place IS NOT NULL)         | ask(place) (place IS NOT NULL)",
                "(n = 1.5)                   | ask(n) (n = 1.5)",
                "(team = 'x'::character(3))  | ask(team) (team = 'x'::character(3))",
                "(team = E'a\\\\b'::text)    | ask(team) (team = E'a\\\\b'::text)",
                "(owner = auth.other())      | ask(owner) (owner = auth.other())",
                "(owner = ( SELECT auth.uid() AS uid FROM public.t)) | ask(owner) (owner = ( SELECT"
                        + " auth.uid() AS uid FROM public.t))",
                "(team OPERATOR(ext.=) 'x'::text) | ask(team) (team OPERATOR(ext.=) 'x'::text)",
                "(n = ANY ('{1,2}'::integer[])) | ask(n) (n = ANY ('{1,2}'::integer[]))",
            })
    void everythingElseIsAskedAndAsLittleOfItAsPossible(String using, String test) {
        // Given, When
        RowTest visible = visible(using);

        // Then
        assertThat(printed(visible)).isEqualTo(test);
    }

    @Test
    void onePermissiveAndEveryRestrictivePolicyMustPass() {
        // Given, When
        RowTest visible =
                visible(
                        new DeclaredPolicy("a", true, "(n = 1)"),
                        new DeclaredPolicy("b", false, "flag"),
                        new DeclaredPolicy("c", true, "(n = 2)"));

        // Then
        assertThat(printed(visible)).isEqualTo("all(any(n EQ 1, n EQ 2), flag EQ true)");
        assertThat(printed(visible(new DeclaredPolicy("b", false, "true")))).isEqualTo("FALSE");
        assertThat(printed(visible())).isEqualTo("FALSE");
    }

    @Test
    void rolesThatAreExemptSeeAllAndUnknownRolesNothing() {
        // Given
        PublishedTable table = table(new DeclaredPolicy("a", true, "(n = 1)"));
        RowPolicies policies = new RowPolicies(catalog(table, UID));

        // When, Then
        assertThat(policies.visibleTo(as("service_role"), table))
                .isEqualTo(RowTest.Constant.ALWAYS);
        assertThat(policies.visibleTo(as("postgres"), table)).isEqualTo(RowTest.Constant.NEVER);
    }

    private static Claims as(String role) {
        return new Claims(role, null, "{}", Instant.MAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select '00000000-0000-0000-0000-000000000000'::uuid",
                "select coalesce(nullif(current_setting('request.jwt.claim.SUB', true), ''),"
                        + " (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->>"
                        + " 'sub'))::uuid",
                ""
            })
    void aClaimFunctionOfAnotherBodyIsNeverGuessed(String body) {
        // Given
        PublishedTable table = table(new DeclaredPolicy("a", true, "(owner = auth.uid())"));

        // When
        RowTest visible = new RowPolicies(catalog(table, body)).visibleTo(CLAIMS, table);

        // Then
        assertThat(printed(visible)).isEqualTo("ask(owner) (owner = auth.uid())");
    }

    @Test
    void aClaimThatIsNoUuidIsLeftToPostgres() {
        // Given
        PublishedTable table = table(new DeclaredPolicy("a", true, "(owner = auth.uid())"));
        Claims odd = new Claims("authenticated", "someone", "{\"sub\":\"someone\"}", Instant.MAX);

        // When
        RowTest visible = new RowPolicies(catalog(table, UID)).visibleTo(odd, table);

        // Then
        assertThat(printed(visible)).isEqualTo("ask(owner) (owner = auth.uid())");
    }

    private static String printed(RowTest test) {
        return switch (test) {
            case RowTest.Constant constant -> constant.truth().name();
            case RowTest.AllOf(List<RowTest> tests) -> "all" + printed(tests);
            case RowTest.AnyOf(List<RowTest> tests) -> "any" + printed(tests);
            case RowTest.Not(RowTest part) -> "not " + printed(part);
            case RowTest.Ask(var question) ->
                    "ask(%s) %s"
                            .formatted(
                                    question.columns().stream()
                                            .sorted()
                                            .collect(Collectors.joining(", ")),
                                    question.expression());
            case RowTest.OnColumn(Condition condition) -> printed(condition);
            case RowTest.OfValue one -> one.toString();
        };
    }

    private static String printed(List<RowTest> tests) {
        return tests.stream()
                .map(RowPoliciesTest::printed)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String printed(Condition condition) {
        String text =
                switch (condition) {
                    case Condition.Comparison<?> comparison ->
                            "%s %s %s"
                                    .formatted(
                                            comparison.column(),
                                            comparison.sign(),
                                            comparison.operand());
                    case Condition.Membership<?> membership ->
                            "%s in %s"
                                    .formatted(
                                            membership.column(),
                                            membership.operands().stream()
                                                    .map(String::valueOf)
                                                    .sorted()
                                                    .toList());
                    case Condition.IsNull(String column) -> column + " null";
                    case Condition.IsBoolean _,
                            Condition.Distinct<?> _,
                            Condition.Matches _,
                            Condition.Collated _,
                            Condition.IsNullRow _ ->
                            condition.toString();
                };
        return text.replace(USER, "user");
    }
}
