package io.vintner.relay.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One table as the plan of transactions knows it; its columns change as the plan goes on.
 *
 * <p>Besides {@code columns} there are {@code id}; {@code ref}, a unique uuid, where the identity
 * is an index; {@code part}, 0 or 1, where the table is partitioned; and {@code big}, stored out of
 * line, if {@code large}.
 */
final class RandomTable {

    /** How rows are told apart. */
    enum Kind {
        /** The primary key is {@code id}. */
        KEYED,
        /** The primary key is {@code id}, the replica identity an index on {@code ref}. */
        INDEXED,
        /** The primary key is {@code id}, the replica identity is full. */
        FULL,
        /** The primary key is {@code (id, part)}; partitioned by {@code part}. */
        PARTITIONED,
        /** No key: rows may be equal. The replica identity is full. */
        BAG
    }

    record Column(String name, String type) {
        String sqlName() {
            return quoted(name);
        }
    }

    /** Makes a text of about 3 kB that cannot be compressed. */
    static final String BIG =
            "(select string_agg(md5(%1$s::text || s || '%2$d'), '') from generate_series(1, 90) s)";

    private final String name;
    private final Kind kind;
    private final List<Column> columns;
    private final boolean large;

    /** Columns that only some writers may name at the moment. */
    private final Set<String> inMotion = new TreeSet<>();

    RandomTable(String name, Kind kind, List<Column> columns, boolean large) {
        this.name = name;
        this.kind = kind;
        this.columns = new ArrayList<>(columns);
        this.large = large;
    }

    String name() {
        return name;
    }

    Kind kind() {
        return kind;
    }

    boolean large() {
        return large;
    }

    /** Those besides the ones that the kind brings. */
    List<Column> columns() {
        return columns;
    }

    /** Those that every writer may name. */
    List<Column> columnsAtRest() {
        return columns.stream().filter(column -> !inMotion.contains(column.name())).toList();
    }

    void setInMotion(Set<String> names) {
        inMotion.clear();
        inMotion.addAll(names);
    }

    String sqlName() {
        return RandomSchema.SCHEMA + "." + quoted(name);
    }

    /** The name of a partition. */
    String leaf(int part) {
        return leaf(name, Integer.toString(part));
    }

    static String leaf(String table, String part) {
        return table + "_p" + part;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    List<String> statements() {
        List<String> statements = new ArrayList<>();
        StringBuilder create =
                new StringBuilder("create table " + sqlName() + " (id bigint not null");
        switch (kind) {
            case INDEXED -> create.append(", ref uuid not null");
            case PARTITIONED -> create.append(", part int not null");
            case KEYED, FULL, BAG -> {}
        }
        columns.forEach(column ->
                create.append(", ").append(column.sqlName()).append(' ').append(column.type()));
        if (large) {
            create.append(", big text");
        }
        switch (kind) {
            case KEYED, INDEXED, FULL -> create.append(", primary key (id))");
            case PARTITIONED -> create.append(", primary key (id, part)) partition by list (part)");
            case BAG -> create.append(")");
        }
        statements.add(create.toString());
        if (large) {
            statements.add(
                    "alter table %s alter column big set storage external".formatted(sqlName()));
        }
        switch (kind) {
            case KEYED -> {}
            case INDEXED -> {
                statements.add("create unique index ref_index on %s (ref)".formatted(sqlName()));
                statements.add(
                        "alter table %s replica identity using index ref_index"
                                .formatted(sqlName()));
            }
            case FULL, BAG ->
                    statements.add("alter table %s replica identity full".formatted(sqlName()));
            case PARTITIONED -> {
                for (int part = 0; part < 2; part++) {
                    statements.add(
                            "create table %s.%s partition of %s for values in (%d)"
                                    .formatted(
                                            RandomSchema.SCHEMA,
                                            quoted(leaf(part)),
                                            sqlName(),
                                            part));
                }
            }
        }
        return statements;
    }
}
