package io.vintner.relay.replication;

import io.vintner.relay.replication.SetUpWarning.Check;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What does not keep the relay from streaming, but is probably not meant. A publication that is
 * missing has no warnings: {@link DatabaseReadiness} tells of it. Not thread-safe.
 */
final class SetUpChecks {

    /** Schemas in a publication came with this version. */
    private static final int SCHEMAS_SINCE = 15;

    /** Tables and, of a partitioned one, the leaves that hold its rows and have the identity. */
    private static final String PUBLISHED =
            """
            with published as (
              select c.oid as relid, c.relkind, c.relrowsecurity,
                     quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
                from pg_publication p
                cross join lateral pg_get_publication_tables(p.pubname::text) t
                join pg_class c on c.oid = t.relid
                join pg_namespace n on n.oid = c.relnamespace
               where p.pubname = ?),
            leaf as (
              select relid, relid as leafid from published where relkind <> 'p'
              union all
              select p.relid, t.relid::oid from published p, pg_partition_tree(p.relid) t
               where p.relkind = 'p' and t.isleaf),
            identity as (
              select l.relid, l.leafid, c.relreplident as kind,
                     (select array_agg(a.attname)
                        from pg_index i
                        join pg_attribute a on a.attrelid = i.indrelid
                         and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                       where i.indrelid = l.leafid
                         and case c.relreplident when 'd' then i.indisprimary
                                                 when 'i' then i.indisreplident end) as columns
                from leaf l join pg_class c on c.oid = l.leafid)
            """;

    private final Connection sql;
    private final String publication;

    SetUpChecks(Connection sql, String publication) {
        this.sql = sql;
        this.publication = publication;
    }

    List<SetUpWarning> warnings() throws SQLException {
        List<SetUpWarning> found = new ArrayList<>();
        found.addAll(withoutTables());
        found.addAll(operationsLeftOut());
        found.addAll(tablesWithoutIdentity());
        found.addAll(deletesWithoutPolicyColumns());
        found.addAll(unloggedTables());
        found.addAll(mistoldPartitions());
        found.addAll(unlimitedWal());
        found.addAll(idleLimit());
        return List.copyOf(found);
    }

    private List<SetUpWarning> withoutTables() throws SQLException {
        return ask(
                Check.TABLES,
                """
                select format('publication %1$s names no table, so nothing is relayed: as the schema''s'
                              ' owner run "alter publication %1$I add table …"', p.pubname)
                  from pg_publication p
                 where p.pubname = ?
                   and not exists (select from pg_get_publication_tables(p.pubname::text))
                """,
                publication);
    }

    private List<SetUpWarning> operationsLeftOut() throws SQLException {
        return ask(
                Check.OPERATIONS,
                """
                select format('publication %1$s leaves out every %2$s: if that is not meant, run "alter'
                              ' publication %1$I set (publish = ''insert, update, delete, truncate'')"',
                              p.pubname, string_agg(o.name, ', ' order by o.nr))
                  from pg_publication p,
                       lateral (values (1, 'insert', p.pubinsert), (2, 'update', p.pubupdate),
                                       (3, 'delete', p.pubdelete), (4, 'truncate', p.pubtruncate))
                         o (nr, name, published)
                 where p.pubname = ? and not o.published
                 group by p.pubname
                """,
                publication);
    }

    private List<SetUpWarning> tablesWithoutIdentity() throws SQLException {
        return ask(
                Check.IDENTITY,
                PUBLISHED
                        + """
                        select format('table %1$s is published without a replica identity, so PostgreSQL'
                                      ' refuses every update and delete of it: give it a primary key, or'
                                      ' run "alter table %1$s replica identity full"', p.name)
                          from published p, pg_publication u
                         where u.pubname = ? and (u.pubupdate or u.pubdelete)
                           and exists (select from identity i
                                        where i.relid = p.relid and i.kind <> 'f'
                                          and i.columns is null)
                         order by p.name
                        """,
                publication,
                publication);
    }

    /** Of policies those that decide who may see a row; their columns stand in pg_depend. */
    private List<SetUpWarning> deletesWithoutPolicyColumns() throws SQLException {
        return ask(
                Check.POLICIES,
                PUBLISHED
                        + """
                        , uncovered as (
                          select p.relid, p.name, a.attname
                            from published p
                            join pg_policy y on y.polrelid = p.relid and y.polcmd in ('r', '*')
                            join pg_depend d on d.classid = 'pg_policy'::regclass and d.objid = y.oid
                             and d.refclassid = 'pg_class'::regclass and d.refobjid = p.relid
                            join pg_attribute a on a.attrelid = p.relid and a.attnum = d.refobjsubid
                            join identity i on i.relid = p.relid
                           where p.relrowsecurity and i.kind <> 'f' and a.attnum > 0
                             and not a.attname = any (coalesce(i.columns, '{}'))
                           group by p.relid, p.name, a.attname)
                        select format('deletes of table %1$s cannot be judged by its policies, which read'
                                      ' %2$s: run "alter table %1$s replica identity full", or "… using'
                                      ' index" with a unique index that has these columns',
                                      c.name, string_agg(quote_ident(c.attname), ', ' order by c.attname))
                          from uncovered c, pg_publication u
                         where u.pubname = ? and u.pubdelete
                         group by c.name order by c.name
                        """,
                publication,
                publication);
    }

    /** PostgreSQL refuses to publish such a table by its name, but not by its schema. */
    private List<SetUpWarning> unloggedTables() throws SQLException {
        String bySchema =
                sql.getMetaData().getDatabaseMajorVersion() < SCHEMAS_SINCE
                        ? ""
                        : """
                        or exists (select from pg_publication_namespace s
                                    where s.pnpubid = p.oid and s.pnnspid = n.oid)
                        """;
        return ask(
                Check.UNLOGGED,
                """
                select format('publication %s covers what is not logged, and so not relayed (%s): run'
                              ' "alter table … set logged", unless that is meant',
                              p.pubname,
                              array_to_string((array_agg(
                                quote_ident(n.nspname) || '.' || quote_ident(c.relname)
                                order by n.nspname, c.relname))[1:3], ', ')
                              || case when count(*) > 3 then ', … ' || count(*) || ' tables'
                                      else '' end)
                  from pg_publication p, pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                 where p.pubname = ? and c.relkind = 'r' and c.relpersistence = 'u'
                   and n.nspname not in ('pg_catalog', 'information_schema')
                   and (p.puballtables
                """
                        + bySchema
                        + """
                        )
                         group by p.pubname
                        """,
                publication);
    }

    private List<SetUpWarning> mistoldPartitions() throws SQLException {
        return new PartitionFaults(sql)
                .mistold(publication).stream()
                        .map(advice -> new SetUpWarning(Check.PARTITIONS, advice))
                        .toList();
    }

    private List<SetUpWarning> unlimitedWal() throws SQLException {
        return ask(
                Check.WAL_LIMIT,
                """
                select 'max_slot_wal_keep_size is -1, so that a relay which is away makes PostgreSQL keep'
                       ' WAL until its disk is full: run "alter system set max_slot_wal_keep_size ='
                       ' ''10GB''" (less than the disk has free) and "select pg_reload_conf()"'
                  from pg_settings
                 where name = 'max_slot_wal_keep_size' and setting = '-1'
                """);
    }

    private List<SetUpWarning> idleLimit() throws SQLException {
        return ask(
                Check.IDLE_LIMIT,
                """
                select format('PostgreSQL removes the slot of a relay that was away for %s s: run "alter'
                              ' system set idle_replication_slot_timeout = 0" and "select'
                              ' pg_reload_conf()", or readers then have a gap', setting)
                  from pg_settings
                 where name = 'idle_replication_slot_timeout' and setting <> '0'
                """);
    }

    /** The answers are sentences. */
    private List<SetUpWarning> ask(Check check, String question, String... parameters)
            throws SQLException {
        try (PreparedStatement statement = sql.prepareStatement(question)) {
            for (int parameter = 0; parameter < parameters.length; parameter++) {
                statement.setString(parameter + 1, parameters[parameter]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<SetUpWarning> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new SetUpWarning(check, rows.getString(1)));
                }
                return found;
            }
        }
    }
}
