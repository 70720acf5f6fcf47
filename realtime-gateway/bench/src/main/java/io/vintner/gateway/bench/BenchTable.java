package io.vintner.gateway.bench;

import java.util.Locale;

/**
 * The tables of the benchmark. Each has {@code id} and {@code at} first: by these the clients know
 * a row and the moment for which it was planned.
 */
enum BenchTable {
    /** A row belongs to one user, and only that user may see it. */
    OWNED(
            """
            create table owned (id bigint primary key, at bigint not null, owner uuid not null, body text not null);
            alter table owned enable row level security;
            create policy own on owned for select to authenticated using (owner = auth.uid());
            """,
            """
            insert into owned
            select ? + n, ?, ('00000000-0000-4000-8000-' || lpad((? + n)::text, 12, '0'))::uuid, repeat('.', 100)
              from generate_series(0, ? - 1) as n
            """),
    /** Everybody may see every row, which takes 300 bytes. */
    LINES(
            """
            create table lines (id bigint primary key, at bigint not null, body text not null);
            """,
            """
            insert into lines
            select ? + n, ?, rpad((? + n)::text, 284, '.')
              from generate_series(0, ? - 1) as n
            """),
    /** A row is said in a room, and another table tells who may listen there: one user each. */
    SAID(
            """
            create table listeners (room int not null, listener uuid not null, primary key (room, listener));
            create table said (id bigint primary key, at bigint not null, room int not null, body text not null);
            alter table said enable row level security;
            create policy listening on said for select to authenticated using (
              exists (select 1 from listeners where listeners.room = said.room and listeners.listener = auth.uid()));
            grant select on listeners to authenticated;
            insert into listeners
            select n, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid from generate_series(0, 9999) as n;
            analyze listeners;
            """,
            """
            insert into said
            select ? + n, ?, ? + n, repeat('.', 100)
              from generate_series(0, ? - 1) as n
            """);

    private final String definition;
    private final String insert;

    BenchTable(String definition, String insert) {
        this.definition = definition;
        this.insert = insert;
    }

    String tableName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Makes the table, with the rights of its readers. */
    String definition() {
        return definition
                + "grant select on %1$s to authenticated; alter publication supabase_realtime add table %1$s;"
                        .formatted(tableName());
    }

    /** Inserts several rows. Parameters: first id, {@code at}, first user, number of rows. */
    String insert() {
        return insert;
    }
}
