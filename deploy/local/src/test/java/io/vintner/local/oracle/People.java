package io.vintner.local.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Who there is: users, each in the team that its token names and in teams that a table has. */
final class People {

    static final List<String> TEAMS = List.of("red", "green", "blue");
    static final List<String> KINDS = List.of("public", "draft", "letter", "memo");

    private static final int USERS = 6;

    private People() {}

    /**
     * As whom a client comes.
     *
     * @param user null for roles of no user
     */
    record Identity(String role, @Nullable String user, @Nullable String team) {

        /** Whether it may see that version, by the policies of the table. */
        boolean maySee(OracleTable table, Row row) {
            if (role.equals("service_role")) {
                return true;
            }
            boolean signedIn = role.equals("authenticated");
            return switch (table.guard()) {
                case OWN -> row.kind().equals("public") || (signedIn && row.owner().equals(user));
                case TEAM -> signedIn && row.team().equals(team);
                case MEMBERS -> signedIn && user != null && isMember(user, row.team());
                case NOBODY -> true;
            };
        }

        /** Whether there is a policy for its role; without one it is known to see nothing. */
        boolean hasPolicy(OracleTable table) {
            return switch (table.guard()) {
                case OWN, NOBODY -> true;
                case TEAM, MEMBERS -> role.equals("authenticated");
            };
        }

        /** The claims of its tokens; {@code jti} makes them differ. */
        Map<String, String> claims(String jti) {
            return user == null || team == null
                    ? Map.of("role", role, "jti", jti)
                    : Map.of("role", role, "sub", user, "team", team, "jti", jti);
        }
    }

    static Identity anyone(Random chance) {
        int number = chance.nextInt(USERS + 2);
        if (number == USERS) {
            return new Identity("anon", null, null);
        }
        if (number == USERS + 1) {
            return new Identity("service_role", null, null);
        }
        return new Identity("authenticated", id(number), TEAMS.get(number % TEAMS.size()));
    }

    static String anyUser(Random chance) {
        return id(chance.nextInt(USERS));
    }

    static String anyTeam(Random chance) {
        return TEAMS.get(chance.nextInt(TEAMS.size()));
    }

    static String anyKind(Random chance) {
        return KINDS.get(chance.nextInt(KINDS.size()));
    }

    /** What makes the table that says who is in which team. */
    static String ddl() {
        List<String> rows = new ArrayList<>();
        for (int number = 0; number < USERS; number++) {
            for (String team : TEAMS) {
                if (isMember(id(number), team)) {
                    rows.add("('%s', '%s')".formatted(id(number), team));
                }
            }
        }
        return """
        create table public.members (person uuid, team text, primary key (person, team));
        grant select on public.members to authenticated;
        insert into public.members values %s;
        """
                .formatted(String.join(", ", rows));
    }

    /** The first user is in no team by that table, the last in all. */
    private static boolean isMember(String user, String team) {
        int number = Integer.parseInt(user.substring(user.length() - 1));
        return number > 0
                && (number == USERS - 1 || (number + TEAMS.indexOf(team)) % TEAMS.size() == 0);
    }

    private static String id(int number) {
        return "a0000000-0000-4000-8000-00000000000" + number;
    }
}
