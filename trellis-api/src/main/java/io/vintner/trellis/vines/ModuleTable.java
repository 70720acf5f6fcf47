package io.vintner.trellis.vines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vintner.trellis.database.Session;
import io.vintner.trellis.modules.ModuleSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The statements on {@code vine_modules} and {@code vine_variables}. */
@ApplicationScoped
class ModuleTable {

    private final ObjectMapper json;

    ModuleTable(ObjectMapper json) {
        this.json = json;
    }

    void putModule(Session session, UUID vine, ModuleSource module) {
        session.change(
                """
                insert into vine_modules (vine_id, source) values ($1, $2::text::jsonb)
                on conflict (vine_id) do update set source = excluded.source
                """,
                vine,
                module.json().toString());
    }

    ModuleSource module(Session session, VineId vine) {
        return session.get(
                "select source::text as source from vine_modules where vine_id = $1",
                row -> ModuleSource.stored(parsed(row.getString("source"))),
                vine.value());
    }

    private JsonNode parsed(String source) {
        try {
            return json.readTree(source);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("a stored module that cannot be read", unreadable);
        }
    }

    void removeVariables(Session session, UUID vine) {
        session.change("delete from vine_variables where vine_id = $1", vine);
    }

    /** Adds the plain ones of {@code variables}, each at its place among all of them. */
    void addVariables(Session session, UUID vine, List<Variable> variables) {
        session.change(
                """
                insert into vine_variables (vine_id, kind, name, value, position)
                select $1, kind, name, value, position
                from unnest($2::text[], $3::text[], $4::text[], $5::bool[])
                  with ordinality as given (kind, name, value, hidden, position)
                where not hidden
                """,
                vine,
                variables.stream().map(Variable::kind).toArray(String[]::new),
                variables.stream().map(Variable::name).toArray(String[]::new),
                variables.stream()
                        .map(variable -> variable.hidden() ? "" : variable.value())
                        .toArray(String[]::new),
                variables.stream().map(Variable::hidden).toArray(Boolean[]::new));
    }

    /** The plain ones, by their place among all variables. */
    Map<Integer, StoredVariable> variables(Session session, UUID vine) {
        Map<Integer, StoredVariable> variables = new TreeMap<>();
        session.list(
                "select * from vine_variables where vine_id = $1",
                row ->
                        variables.put(
                                row.getInteger("position"),
                                new StoredVariable.Plain(
                                        row.getString("name"),
                                        row.getString("kind"),
                                        row.getString("value"))),
                vine);
        return variables;
    }
}
