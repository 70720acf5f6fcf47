package io.vintner.relay;

import static io.vintner.relay.Rows.names;
import static io.vintner.relay.Rows.types;
import static org.assertj.core.api.Assertions.assertThat;

import io.vintner.change.ChangeEvent;
import io.vintner.postgres.LocalPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that have to be quoted. */
class QuotedNamesIT {

    @RegisterExtension static final RelayedDatabase DATABASE = RelayedDatabase.withEveryTable();

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space",
                " ",
                "UPPER",
                "select",
                "a\"quote",
                "an'apostrophe",
                "a.dot, a comma; {braces} [brackets] (parentheses)",
                "back\\slash",
                "tab\tand\nnewline",
                "Grauburgunder ü 葡萄 🍇",
                "'); drop table the_end; --",
                "a name of sixty-three bytes, which is all that PostgreSQL takes",
                "🍇🍇🍇🍇🍇🍇🍇🍇🍇🍇🍇🍇🍇🍇🍇é.",
                "ctid2",
                "${java.version} #{x} %s"
            })
    void aNameIsToldAsItIs(String name) throws SQLException {
        // Given
        String quoted = quoted(name);

        // When
        List<ChangeEvent> changes =
                DATABASE.changesOf(
                        "create schema " + quoted,
                        "create type public.%s as enum ('x')".formatted(quoted),
                        "create table %1$s.%1$s (%1$s public.%1$s primary key)".formatted(quoted),
                        "insert into %1$s.%1$s values ('x')".formatted(quoted));

        // Then
        assertThat(changes).hasSize(1);
        ChangeEvent change = changes.getFirst();
        assertThat(change.table().schema()).isEqualTo(name);
        assertThat(change.table().name()).isEqualTo(name);
        assertThat(names(change)).containsExactly(name);
        assertThat(types(change)).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPPER", "with space, and comma", "a\"quote", "an'apostrophe", "ü"})
    void aPublicationMayHaveAnyName(String name) throws Exception {
        try (LocalPostgres postgres = LocalPostgres.startTemporary()) {
            // Given
            Writer.run(
                    postgres,
                    Writer.TABLE,
                    "create publication %s for table harvest".formatted(quoted(name)));
            Map<String, String> settings = Map.of("VINTNER_RELAY_REPLICATION_PUBLICATION", name);
            try (RelayProcess relay = RelayProcess.started(postgres, folder, settings);
                    FeedClient reader = new FeedClient(relay).awaitOpened()) {
                // When
                Writer.run(postgres, "insert into harvest values (1)");

                // Then
                assertThat(Writer.told(reader.awaitEvents(1))).containsExactly(1L);
            }
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
