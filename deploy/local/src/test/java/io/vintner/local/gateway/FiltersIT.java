package io.vintner.local.gateway;

import static io.vintner.local.gateway.Bindings.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operator of a filter and each wildcard, with what it lets through and what it does not. */
class FiltersIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<List<Object>>> CALLS = new TypeReference<>() {};
    private static final String FILTER = "filter";

    /**
     * The filter; the columns; their values, in SQL, in a row that passes (none: there is no such
     * row) and in one that does not; the calls of the client's own filter builder that make the
     * filter, if any do.
     */
    private static final List<Trial> TRIALS =
            table(
                    """
                    n=eq.5                 | n      | 5           | 6            | [["eq","n",5]]
                    amount=eq.1.1          | amount | 1.10        | 1.11         | [["eq","amount",1.1]]
                    flag=eq.true           | flag   | true        | false        | [["eq","flag",true]]
                    ref=eq.A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11 | ref | 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' | 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12' | none
                    at=eq.2026-01-02T01:00:00Z | at | '2026-01-02 03:00+02' | '2026-01-02 01:00+02' | [["eq","at","2026-01-02T01:00:00Z"]]
                    n=neq.5                | n      | 6           | 5            | [["neq","n",5]]
                    name=neq.a             | name   | 'b'         | null         | [["neq","name","a"]]
                    n=lt.5                 | n      | 4           | 5            | [["lt","n",5]]
                    n=lte.5                | n      | 5           | 6            | [["lte","n",5]]
                    n=gt.5                 | n      | 10          | 5            | [["gt","n",5]]
                    n=gte.5                | n      | 5           | 4            | [["gte","n",5]]
                    day=gte.2026-01-02     | day    | '2026-01-02' | '2026-01-01' | [["gte","day","2026-01-02"]]
                    mood=gt.sad            | mood   | 'ok'        | 'sad'        | [["gt","mood","sad"]]
                    name=like.a_c%         | name   | 'abcd'      | 'Abcd'       | [["like","name","a_c%"]]
                    short=like.a%          | short  | 'ab'        | 'ba'         | [["like","short","a%"]]
                    name=like."100\\\\%" | name   | '100%'      | '1000'       | [["like","name","100\\\\%"]]
                    name=ilike.a_c%        | name   | 'ABCD'      | 'acbd'       | [["ilike","name","a_c%"]]
                    name=match.^a[0-9]+$   | name   | 'a12'       | 'A12'        | [["match","name","^a[0-9]+$"]]
                    name=match."^x(y,z)?$" | name   | 'xy,z'      | 'xyz'        | [["match","name","^x(y,z)?$"]]
                    name=imatch.^a[0-9]+$  | name   | 'A12'       | 'b12'        | [["imatch","name","^a[0-9]+$"]]
                    n=in.(1,2)             | n      | 2           | 3            | [["in","n",[1,2]]]
                    name=in.("a,b",c)      | name   | 'a,b'       | 'a'          | [["in","name",["a,b","c"]]]
                    n=in.()                | n      | none        | 1            | none
                    name=is.null           | name   | null        | 'null'       | [["is","name",null]]
                    flag=is.true           | flag   | true        | null         | [["is","flag",true]]
                    flag=is.false          | flag   | false       | null         | [["is","flag",false]]
                    flag=is.unknown        | flag   | null        | false        | [["is","flag","unknown"]]
                    n=isdistinct.5         | n      | null        | 5            | [["isDistinct","n",5]]
                    n=isdistinct.7         | n      | 6           | 7            | [["isDistinct","n",7]]
                    n=not.eq.5             | n      | 6           | 5            | [["not","n","eq",5]]
                    n=not.eq.6             | n      | 5           | null         | [["not","n","eq",6]]
                    n=not.neq.5            | n      | 5           | 6            | [["not","n","neq",5]]
                    n=not.lt.5             | n      | 5           | 4            | [["not","n","lt",5]]
                    n=not.lte.5            | n      | 6           | 5            | [["not","n","lte",5]]
                    n=not.gt.5             | n      | 5           | 6            | [["not","n","gt",5]]
                    n=not.gte.5            | n      | 4           | 5            | [["not","n","gte",5]]
                    name=not.like.a%       | name   | 'ba'        | 'ab'         | [["not","name","like","a%"]]
                    name=not.ilike.a%      | name   | 'ba'        | 'AB'         | [["not","name","ilike","a%"]]
                    n=not.in.(1,2)         | n      | 3           | 2            | [["not","n","in",[1,2]]]
                    name=not.is.null       | name   | 'x'         | null         | [["not","name","is",null]]
                    flag=not.is.true       | flag   | null        | true         | [["not","flag","is",true]]
                    name=not.match.^a      | name   | 'ba'        | 'ab'         | [["not","name","match","^a"]]
                    name=not.imatch.^a     | name   | 'ba'        | 'AB'         | [["not","name","imatch","^a"]]
                    n=not.isdistinct.5     | n      | 5           | null         | [["not","n","isdistinct",5]]
                    name=eq.               | name   | ''          | 'x'          | [["eq","name",""]]
                    name=eq.""             | name   | ''          | null         | none
                    name=eq."a,b"          | name   | 'a,b'       | 'a'          | [["eq","name","a,b"]]
                    name=eq." a "          | name   | ' a '       | 'a'          | [["eq","name"," a "]]
                    name=eq."say \\"hi\\"" | name | 'say "hi"' | 'say hi'    | [["eq","name","say \\"hi\\""]]
                    name=eq."n=eq.1,n=eq.2" | name  | 'n=eq.1,n=eq.2' | 'n=eq.1' | [["eq","name","n=eq.1,n=eq.2"]]
                    name=eq."open          | name   | '"open'     | 'open'       | none
                    name=eq.not.eq.a       | name   | 'not.eq.a'  | 'b'          | [["eq","name","not.eq.a"]]
                    n=gt.1,n=lt.5,name=eq.a | n, name | 3, 'a'    | 5, 'a'       | [["gt","n",1],["lt","n",5],["eq","name","a"]]
                    n=gt.1,name=eq."b,c"   | n, name | 3, 'b,c'   | 3, 'b'       | [["gt","n",1],["eq","name","b,c"]]
                    n=in.(1,2),name=not.is.null | n, name | 1, 'a' | 1, null     | [["in","n",[1,2]],["not","name","is",null]]
                    name=eq.a , n=gte.3    | n, name | 3, 'a'     | 2, 'a'       | none
                    """);

    private static final AtomicInteger IDS = new AtomicInteger();

    @AutoClose private static GatewayStack stack;

    /**
     * A filter, and a row on each side of it.
     *
     * @param hit {@code none} if nothing passes
     * @param calls empty if the client's builder does not make it
     */
    private record Trial(
            String filter, String columns, String hit, String miss, List<List<Object>> calls) {

        static final String NONE = "none";

        boolean hasHit() {
            return !hit.equals(NONE);
        }
    }

    @BeforeAll
    static void start() {
        stack =
                GatewayStack.started(
                        """
                        create type public.mood as enum ('sad', 'ok');
                        create table public.samples (
                          id int primary key, n int, amount numeric, flag bool, name text,
                          short varchar(20), day date, at timestamptz, mood mood, ref uuid);
                        create schema cellar;
                        create table public.casks (id int primary key);
                        create table public.grapes (id int primary key);
                        create table public.unpublished (id int primary key);
                        create table cellar.casks (id int primary key);
                        grant usage on schema cellar to authenticated;
                        grant select on public.samples, public.casks, public.grapes,
                          public.unpublished, cellar.casks to authenticated;
                        alter publication supabase_realtime add table public.samples, public.casks,
                          public.grapes, cellar.casks;
                        """);
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void eachFilterLetsThroughWhatPassesAndNothingElse(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            assertEachFilterIsKept(client, TRIALS, Trial::filter);
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void whatTheClientsOwnFilterBuilderMakesIsUnderstood(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            List<Trial> built = TRIALS.stream().filter(trial -> !trial.calls().isEmpty()).toList();

            // When, Then
            assertEachFilterIsKept(client, built, Trial::calls);
            assertThat(Frame.sent(client, "phx_join"))
                    .singleElement()
                    .satisfies(join ->
                            assertThat(join.payload().at("/config/postgres_changes"))
                                    .extracting(binding -> binding.path(FILTER).asText())
                                    .startsWith(
                                            built.stream()
                                                    .map(Trial::filter)
                                                    .toArray(String[]::new)));
        }
    }

    @ParameterizedTest(name = "{0}, serializer {1}")
    @MethodSource(EveryClientIT.CLIENTS)
    void wildcardsAndWhatIsLeftOutNameTheTablesOfThePublication(String library, String serializer) {
        try (NodeClient client = stack.client(library, serializer)) {
            // Given
            Map<Map<String, String>, List<String>> heard = new LinkedHashMap<>();
            List<String> everything =
                    List.of("public.casks", "public.grapes", "cellar.casks", "public.grapes");
            List<String> ofPublic = List.of("public.casks", "public.grapes", "public.grapes");
            heard.put(Map.of("schema", "*", "table", "*"), everything);
            heard.put(Map.of("schema", "*"), everything);
            heard.put(Map.of("schema", "public", "table", "*"), ofPublic);
            heard.put(Map.of("schema", "public"), ofPublic);
            heard.put(Map.of("schema", "cellar", "table", "*"), List.of("cellar.casks"));
            heard.put(
                    Map.of("schema", "*", "table", "casks"),
                    List.of("public.casks", "cellar.casks"));
            heard.put(Map.of("schema", "public", "table", "casks"), List.of("public.casks"));
            heard.put(Map.of("table", "casks"), List.of("public.casks"));
            client.joinAndAwait(
                    "wild",
                    heard.keySet().stream().map(binding -> with(binding, "event", "*")).toList());
            client.awaitServed("wild", 1);

            // When
            int id = IDS.incrementAndGet();
            insert("public.unpublished", id);
            insert("public.casks", id);
            insert("public.grapes", id);
            insert("cellar.casks", id);
            int last = IDS.incrementAndGet();
            insert("public.grapes", last);

            // Then
            Awaited.until(
                    "the last, for all that name its table",
                    () ->
                            client.changes("wild").stream()
                                            .filter(change -> change.at("/new/id").asInt() == last)
                                            .count()
                                    >= 4,
                    client::said);
            List<JsonNode> told = client.of("wild", "change");
            List<List<String>> tables =
                    IntStream.range(0, heard.size())
                            .mapToObj(binding -> tables(told, binding))
                            .toList();
            assertThat(tables).isEqualTo(List.copyOf(heard.values()));
        }
    }

    /** Binds all filters on one channel, writes two rows for each, and looks who heard of them. */
    private static void assertEachFilterIsKept(
            NodeClient client, List<Trial> trials, Function<Trial, Object> filter) {
        // Given
        List<Map<String, Object>> bindings = new ArrayList<>();
        trials.forEach(trial -> bindings.add(samples(FILTER, filter.apply(trial))));
        bindings.add(samples("select", List.of("id")));
        client.joinAndAwait("samples", bindings);
        client.awaitServed("samples", 1);

        // When
        Map<String, List<String>> expected = new LinkedHashMap<>();
        Map<Integer, String> rows = new LinkedHashMap<>();
        for (Trial trial : trials) {
            String hit = trial.filter() + ": hit";
            expected.put(trial.filter(), trial.hasHit() ? List.of(hit) : List.of());
            if (trial.hasHit()) {
                rows.put(insert(trial, trial.hit()), hit);
            }
            rows.put(insert(trial, trial.miss()), trial.filter() + ": miss");
        }
        int last = IDS.incrementAndGet();
        stack.run("insert into public.samples (id) values (%d)".formatted(last));

        // Then
        client.await(
                "the last",
                line ->
                        line.at("/change/new/id").asInt() == last
                                && line.path("binding").asInt() == trials.size());
        List<JsonNode> told = client.of("samples", "change");
        Map<String, List<String>> heard = new LinkedHashMap<>();
        for (int binding = 0; binding < trials.size(); binding++) {
            String own = trials.get(binding).filter();
            heard.put(
                    own,
                    ids(told, binding).stream()
                            .filter(rows::containsKey)
                            .map(rows::get)
                            .filter(Set.of(own + ": hit", own + ": miss")::contains)
                            .toList());
        }
        assertThat(heard).isEqualTo(expected);
        assertThat(ids(told, trials.size())).containsAll(rows.keySet());
    }

    private static List<Integer> ids(List<JsonNode> told, int binding) {
        return told.stream()
                .filter(line -> line.path("binding").asInt() == binding)
                .map(line -> line.at("/change/new/id").asInt())
                .toList();
    }

    private static List<String> tables(List<JsonNode> told, int binding) {
        return told.stream()
                .filter(line -> line.path("binding").asInt() == binding)
                .map(line ->
                        "%s.%s"
                                .formatted(
                                        line.at("/change/schema").asText(),
                                        line.at("/change/table").asText()))
                .toList();
    }

    private static int insert(Trial trial, String values) {
        int id = IDS.incrementAndGet();
        stack.run(
                "insert into public.samples (id, %s) values (%d, %s)"
                        .formatted(trial.columns(), id, values));
        return id;
    }

    private static void insert(String table, int id) {
        stack.run("insert into %s values (%d)".formatted(table, id));
    }

    private static Map<String, Object> samples(String name, Object value) {
        return Map.of("event", "INSERT", "schema", "public", "table", "samples", name, value);
    }

    private static List<Trial> table(String lines) {
        return lines.lines().map(FiltersIT::trial).toList();
    }

    private static Trial trial(String line) {
        String[] parts = line.strip().split(" +\\| +", -1);
        try {
            List<List<Object>> calls =
                    parts[4].equals(Trial.NONE) ? List.of() : JSON.readValue(parts[4], CALLS);
            return new Trial(parts[0], parts[1], parts[2], parts[3], calls);
        } catch (JsonProcessingException wrong) {
            throw new IllegalStateException(line, wrong);
        }
    }
}
