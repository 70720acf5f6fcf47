package io.vintner.local.oracle;

import java.util.List;
import java.util.Random;

/**
 * A table of the oracle.
 *
 * @param full REPLICA IDENTITY FULL, else the default
 */
record OracleTable(Guard guard, boolean full) {

    /** By what its rows are guarded. */
    enum Guard {
        /** Own rows and public ones: the gateway decides alone. */
        OWN("notes"),
        /** Rows of the team that the token names: the gateway decides alone. */
        TEAM("tasks"),
        /** Rows of the teams that a table has the user in: PostgreSQL is asked. */
        MEMBERS("papers"),
        /** No row-level security. */
        NOBODY("board");

        private final String table;

        Guard(String table) {
            this.table = table;
        }
    }

    /** One of each guard, with identities by chance. */
    static List<OracleTable> all(Random chance) {
        return List.of(
                new OracleTable(Guard.OWN, chance.nextBoolean()),
                new OracleTable(Guard.TEAM, chance.nextBoolean()),
                new OracleTable(Guard.MEMBERS, chance.nextBoolean()),
                new OracleTable(Guard.NOBODY, chance.nextBoolean()));
    }

    String name() {
        return guard.table;
    }

    /** What makes it, anew. */
    String ddl() {
        String policies =
                switch (guard) {
                    case OWN ->
                            """
                            create policy own on public.%1$s for select to authenticated
                              using (owner = auth.uid());
                            create policy everybody on public.%1$s for select to anon, authenticated
                              using (kind = 'public');
                            """;
                    case TEAM ->
                            """
                            create policy team on public.%1$s for select to authenticated
                              using (team = (auth.jwt() ->> 'team'));
                            """;
                    case MEMBERS ->
                            """
                            create policy members on public.%1$s for select to authenticated
                              using (exists (select from public.members m
                                where m.person = (select auth.uid()) and m.team = %1$s.team));
                            """;
                    case NOBODY -> "";
                };
        return """
        create table public.%1$s (
          id bigint primary key, owner uuid not null, team text not null, kind text not null,
          number int, version bigint not null);
        grant select on public.%1$s to anon, authenticated, service_role;
        alter table public.%1$s replica identity %2$s;
        %3$s
        %4$s
        alter publication supabase_realtime add table public.%1$s;
        """
                .formatted(
                        name(),
                        full ? "full" : "default",
                        guard == Guard.NOBODY
                                ? ""
                                : "alter table public.%s enable row level security;"
                                        .formatted(name()),
                        policies.formatted(name()));
    }
}
