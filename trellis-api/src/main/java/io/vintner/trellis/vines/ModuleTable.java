package io.vintner.trellis.vines;

import io.vertx.core.json.JsonObject;
import io.vintner.trellis.database.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/** The statements on {@code vine_modules} and {@code vine_variables}. */
@ApplicationScoped
class ModuleTable {

    void putModule(Session session, UUID vine, ModuleFiles module) {
        JsonObject files = new JsonObject();
        module.files().forEach(files::put);
        session.change(
                """
                insert into vine_modules (vine_id, source) values ($1, $2)
                on conflict (vine_id) do update set source = excluded.source
                """,
                vine,
                new JsonObject().put("files", files));
    }

    ModuleFiles module(Session session, VineId vine) {
        JsonObject source =
                session.get(
                        "select source from vine_modules where vine_id = $1",
                        row -> row.getJsonObject("source"),
                        vine.value());
        TreeMap<String, String> files = new TreeMap<>();
        for (var file : source.getJsonObject("files")) {
            files.put(file.getKey(), (String) file.getValue());
        }
        return new ModuleFiles(files);
    }

    void removeVariables(Session session, UUID vine) {
        session.change("delete from vine_variables where vine_id = $1", vine);
    }

    void addVariables(Session session, UUID vine, List<Variable> variables) {
        session.change(
                """
                insert into vine_variables (vine_id, kind, name, value, position)
                select $1, kind, name, value, position
                from unnest($2::text[], $3::text[], $4::text[])
                  with ordinality as given (kind, name, value, position)
                """,
                vine,
                variables.stream().map(Variable::kind).toArray(String[]::new),
                variables.stream().map(Variable::name).toArray(String[]::new),
                variables.stream().map(Variable::value).toArray(String[]::new));
    }

    List<Variable> variables(Session session, VineId vine) {
        return session.list(
                """
                select name, value, kind from vine_variables where vine_id = $1 order by position
                """,
                row ->
                        new Variable(
                                row.getString("name"),
                                row.getString("value"),
                                row.getString("kind")),
                vine.value());
    }
}
