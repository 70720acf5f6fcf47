package io.vintner.faults.oracle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vintner.faults.rig.Agent;
import io.vintner.faults.rig.ApiNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * I8: the vines' secret is in no table, no log of ours, and nowhere on an agent's disk but in the
 * work folder of a job that has not ended and in output that was kept on purpose.
 */
final class NoSecret implements Rule {

    private static final String SEPARATOR = "\u0001";

    @Override
    public List<Breach> check(Evidence evidence) throws IOException, SQLException {
        List<String> secrets = evidence.owner().secrets();
        List<Breach> breaches = new ArrayList<>();
        tables(evidence, secrets).forEach(table -> breaches.add(breach("the table " + table)));
        List<Path> logs = evidence.rig().nodes().stream().map(ApiNode::log).toList();
        for (Path log : logs) {
            look(log, secrets, breaches);
        }
        for (Agent agent : evidence.rig().agents()) {
            look(agent.log(), secrets, breaches);
            try (Stream<Path> files = Files.walk(agent.data())) {
                for (Path file :
                        files.filter(it -> isMeant(agent.data().relativize(it))).toList()) {
                    look(file, secrets, breaches);
                }
            }
        }
        return breaches;
    }

    private static List<String> tables(Evidence evidence, List<String> secrets)
            throws SQLException {
        var database = evidence.rig().database();
        List<String> names =
                database.list(
                        """
                        select format('%I.%I', schemaname, tablename) from pg_tables
                        where schemaname not in ('pg_catalog', 'information_schema')
                        """,
                        row -> row.getString(1));
        // As text, and as it looks in a column of bytes.
        String forms =
                secrets.stream()
                        .flatMap(it -> Stream.of(it, HexFormat.of().formatHex(it.getBytes(UTF_8))))
                        .collect(Collectors.joining(SEPARATOR));
        List<String> found = new ArrayList<>();
        for (String name : names) {
            long rows =
                    database.number(
                            """
                            select count(*) from %s one where exists (
                              select from string_to_table(?, ?) form
                              where position(form in one::text) > 0)
                            """
                                    .formatted(name),
                            forms,
                            SEPARATOR);
            if (rows > 0) {
                found.add(name);
            }
        }
        return found;
    }

    /** What lies where no secret may. */
    private static boolean isMeant(Path file) {
        boolean inOutput = file.startsWith("output");
        boolean inWorkFolder = file.startsWith("jobs") && !file.toString().contains("/spool/");
        return !inOutput && !inWorkFolder;
    }

    private static void look(Path file, List<String> secrets, List<Breach> breaches)
            throws IOException {
        if (Files.isRegularFile(file)) {
            String all = new String(Files.readAllBytes(file), ISO_8859_1);
            if (secrets.stream().anyMatch(all::contains)) {
                breaches.add(breach(file.toString()));
            }
        }
    }

    private static Breach breach(String where) {
        return new Breach(Invariant.I8, "the secret", "stands in " + where);
    }
}
