package io.vintner.gateway.catalog;

/**
 * The one question about the catalog, answered by one JSON document; so its digest covers exactly
 * what was read. Runs on PostgreSQL 14 and newer.
 */
final class CatalogSql {

    private static final String DOCUMENT =
            """
            with recursive roles as (
              select oid, rolname from pg_catalog.pg_roles
              where pg_has_role(current_user, oid, 'MEMBER') and rolname <> current_user
            ), streamed as (
              select c.oid, c.relnamespace, n.nspname, c.relname, c.relowner, c.relrowsecurity,
                c.relforcerowsecurity, c.relreplident, to_jsonb(t) -> 'attnames' as attnames,
                p.pubinsert, p.pubupdate, p.pubdelete
              from pg_catalog.pg_publication p
              join pg_catalog.pg_publication_tables t on t.pubname = p.pubname
              join pg_catalog.pg_namespace n on n.nspname = t.schemaname
              join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.tablename
              where p.pubname = $1
            ), published as (
              select s.*, '{}'::oid[] as partitions from streamed s
              union all
              select c.oid, c.relnamespace, n.nspname, c.relname, c.relowner, c.relrowsecurity,
                c.relforcerowsecurity, c.relreplident, null, bool_or(s.pubinsert),
                bool_or(s.pubupdate), bool_or(s.pubdelete), array_agg(s.oid order by s.oid)
              from streamed s
              cross join lateral pg_partition_ancestors(s.oid) p(oid)
              join pg_catalog.pg_class c on c.oid = p.oid
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              where not exists (select from streamed other where other.oid = c.oid)
              group by c.oid, n.nspname
            ), attributes as (
              select a.* from published t join pg_catalog.pg_attribute a on a.attrelid = t.oid
              where a.attnum > 0 and not a.attisdropped
            ), used_types(oid) as (
              select atttypid from attributes
              union
              select parts.oid
              from used_types u
              join pg_catalog.pg_type t on t.oid = u.oid
              cross join lateral (
                select t.typbasetype where t.typtype = 'd'
                union all
                select e.oid from pg_catalog.pg_type e where e.oid = t.typelem and e.typarray = t.oid
                union all
                select a.atttypid from pg_catalog.pg_attribute a
                where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0
                  and not a.attisdropped
              ) parts(oid)
            ), locale as (
              select coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') as provider, d.datcollate
              from pg_catalog.pg_database d where d.datname = current_database()
            )
            select json_build_object(
              'unsafe', (select rolsuper or rolbypassrls from pg_catalog.pg_roles
                where rolname = current_user),
              'types', (select json_agg(json_build_object(
                  'oid', t.oid::bigint, 'schema', n.nspname, 'name', t.typname,
                  'kind', case
                    when exists (select from pg_catalog.pg_type e
                      where e.oid = t.typelem and e.typarray = t.oid) then 'a'
                    else t.typtype::text end,
                  'base', t.typbasetype::bigint, 'element', t.typelem::bigint,
                  'delimiter', (select e.typdelim from pg_catalog.pg_type e
                    where e.oid = t.typelem),
                  'labels', (select json_agg(e.enumlabel order by e.enumsortorder)
                    from pg_catalog.pg_enum e where e.enumtypid = t.oid),
                  'fields', (select json_agg(json_build_object(
                      'name', a.attname, 'type', a.atttypid::bigint) order by a.attnum)
                    from pg_catalog.pg_attribute a where t.typtype = 'c'
                      and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)
                ) order by t.oid)
                from (select distinct oid from used_types) u
                join pg_catalog.pg_type t on t.oid = u.oid
                join pg_catalog.pg_namespace n on n.oid = t.typnamespace),
              'tables', (select json_agg(json_build_object(
                  'oid', t.oid::bigint, 'schema', t.nspname, 'name', t.relname,
                  'rowSecurity', t.relrowsecurity, 'inserts', t.pubinsert,
                  'updates', t.pubupdate, 'deletes', t.pubdelete,
                  'partitions', t.partitions::bigint[],
                  'columns', (select json_agg(json_build_object(
                      'name', a.attname, 'type', a.atttypid::bigint,
                      'primary', exists (select from pg_catalog.pg_index i
                        where i.indrelid = t.oid and i.indisprimary
                          and a.attnum = any (i.indkey)),
                      'identity', (select bool_and(c.relreplident = 'f' or exists (
                          select from pg_catalog.pg_index i
                          where i.indrelid = c.oid and own.attnum = any (i.indkey)
                            and case c.relreplident when 'd' then i.indisprimary
                              when 'i' then i.indisreplident else false end))
                        from pg_catalog.pg_class c join pg_catalog.pg_attribute own
                          on own.attrelid = c.oid and own.attname = a.attname
                        where c.oid = any (case when t.partitions = '{}' then array[t.oid]
                          else t.partitions end)),
                      'published', (t.attnames is null or t.attnames ? a.attname::text)
                        and (a.attgenerated = '' or t.attnames is not null
                          and current_setting('server_version_num')::int >= 180000),
                      'collationName', case when k.collprovider <> 'd'
                        then format('%I.%I', kn.nspname, k.collname) end,
                      'collation', case
                        when k.oid is null then 'BYTES'
                        when not k.collisdeterministic then 'NONDETERMINISTIC'
                        when case k.collprovider when 'd' then l.provider
                            else k.collprovider::text end = 'b'
                          or case k.collprovider when 'd' then l.provider
                            else k.collprovider::text end = 'c'
                          and case k.collprovider when 'd' then l.datcollate
                            else k.collcollate end in ('C', 'POSIX', 'C.UTF-8', 'C.utf8')
                          then 'BYTES'
                        else 'DETERMINISTIC' end) order by a.attnum)
                    from attributes a
                    cross join locale l
                    left join pg_catalog.pg_collation k on k.oid = a.attcollation
                    left join pg_catalog.pg_namespace kn on kn.oid = k.collnamespace
                    where a.attrelid = t.oid),
                  'access', (select json_agg(json_build_object(
                      'role', r.rolname,
                      'columns', (select json_agg(a.attname order by a.attnum)
                        from attributes a where a.attrelid = t.oid
                          and has_schema_privilege(r.oid, t.relnamespace, 'USAGE')
                          and has_column_privilege(r.oid, t.oid, a.attnum, 'SELECT')),
                      'exempt', not t.relrowsecurity
                        or (select x.rolsuper or x.rolbypassrls from pg_catalog.pg_roles x
                          where x.oid = r.oid)
                        or not t.relforcerowsecurity and pg_has_role(r.oid, t.relowner, 'USAGE'),
                      'policies', (select json_agg(json_build_object(
                          'name', p.polname, 'permissive', p.polpermissive,
                          'using', pg_get_expr(p.polqual, p.polrelid)) order by p.polname)
                        from pg_catalog.pg_policy p
                        where p.polrelid = t.oid and p.polcmd in ('r', '*')
                          and p.polqual is not null
                          and exists (select from unnest(p.polroles) q(oid)
                            where q.oid = 0 or pg_has_role(r.oid, q.oid, 'USAGE')))
                    ) order by r.rolname) from roles r)
                ) order by t.oid) from published t),
              'functions', (select json_agg(json_build_object(
                  'name', f.proname,
                  'body', f.prosrc,
                  'callers', (select json_agg(r.rolname order by r.rolname) from roles r
                    where has_function_privilege(r.oid, f.oid, 'EXECUTE'))
                ) order by f.proname)
                from pg_catalog.pg_proc f
                join pg_catalog.pg_namespace n on n.oid = f.pronamespace
                join pg_catalog.pg_language g on g.oid = f.prolang
                where n.nspname = 'auth' and f.proname in ('uid', 'role', 'jwt')
                  and f.pronargs = 0 and f.prokind = 'f' and g.lanname = 'sql'
                  and f.prosqlbody is null and f.proconfig is null and not f.proretset
                  and not f.prosecdef)
            )::text
            """;

    /** The document itself. */
    static final String READ = "select d.doc, md5(d.doc) from (" + DOCUMENT + ") d(doc)";

    /** Its digest only: what is asked every second. */
    static final String FINGERPRINT = "select md5(d.doc) from (" + DOCUMENT + ") d(doc)";

    private CatalogSql() {}
}
