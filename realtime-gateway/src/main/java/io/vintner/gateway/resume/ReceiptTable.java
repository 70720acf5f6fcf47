package io.vintner.gateway.resume;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vintner.change.ChangePosition;
import io.vintner.gateway.database.Database;
import io.vintner.gateway.database.DatabaseAwayException;
import io.vintner.gateway.database.KeptSession;
import io.vintner.gateway.database.Session;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table {@code vintner.receipts} (gateway.sql). It is unlogged: a crash of PostgreSQL empties
 * it, and then everybody fetches.
 */
final class ReceiptTable implements ReceiptStore, AutoCloseable {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private static final String USABLE =
            """
            select has_schema_privilege(n.oid, 'usage')
              and has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
              and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete')
              and exists (select from pg_attribute
                where attrelid = c.oid and attname = 'fetching' and not attisdropped)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'vintner' and c.relname = 'receipts'
            """;

    private static final String FIND =
            """
            select r.resume_id, r.subject, r.topic, r.bindings_hash, r.position, r.fetching
            from unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
              as k (resume_id, subject, topic, bindings_hash)
            join vintner.receipts r using (resume_id, subject, topic, bindings_hash)
            """;

    /** In one order, so that two gateways do not wait for each other; see {@link Receipt#later}. */
    private static final String STORE =
            """
            insert into vintner.receipts as r
              (resume_id, subject, topic, bindings_hash, position, fetching, at)
            select k.*, now()
            from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::boolean[])
              as k (resume_id, subject, topic, bindings_hash, position, fetching)
            order by 1, 2, 3, 4
            on conflict (resume_id, subject, topic, bindings_hash) do update set
              (position, fetching) = (
                select case when known then r.position else excluded.position end,
                       case when known then r.fetching else excluded.fetching end
                from (select split_part(r.position, '@', 1) = split_part(excluded.position, '@', 1)
                             and r.position > excluded.position as known) is_later),
              at = excluded.at
            """;

    private static final String FORGET =
            """
            delete from vintner.receipts
            where (resume_id, subject, topic, bindings_hash) in (
              select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]))
            """;

    private static final String EXPIRE =
            "delete from vintner.receipts where at < now() - make_interval(secs => $1)";

    private static final String COUNT = "select count(*) from vintner.receipts";

    private static final String REMOVE_OLDEST =
            """
            delete from vintner.receipts where ctid in (
              select ctid from vintner.receipts order by at limit $1)
            """;

    private final KeptSession session;
    private final Duration ageMax;
    private final int max;

    ReceiptTable(Database database, Duration ageMax, int max) {
        this.session = new KeptSession(database::open);
        this.ageMax = ageMax;
        this.max = max;
    }

    /** Whether the table is there, as the gateway's script makes it, and may be used. */
    boolean isUsable() throws DatabaseAwayException {
        RowSet<Row> answer = run(USABLE, Tuple.tuple());
        return answer.size() == 1 && answer.iterator().next().getBoolean(0);
    }

    @Override
    public Map<ReceiptKey, Receipt> find(Collection<ReceiptKey> keys) throws DatabaseAwayException {
        Map<ReceiptKey, Receipt> found = new HashMap<>();
        for (Row row : run(FIND, columns(List.copyOf(keys)))) {
            ResumeId id = ResumeId.parse(row.getString(0));
            ChangePosition position = PositionText.read(row.getString(4));
            if (id != null && position != null) {
                found.put(
                        new ReceiptKey(id, row.getString(1), row.getString(2), row.getLong(3)),
                        new Receipt(position, row.getBoolean(5)));
            }
        }
        return found;
    }

    @Override
    public void store(Map<ReceiptKey, Receipt> receipts) throws DatabaseAwayException {
        List<Map.Entry<ReceiptKey, Receipt>> entries = List.copyOf(receipts.entrySet());
        Tuple columns = columns(entries.stream().map(Map.Entry::getKey).toList());
        columns.addArrayOfString(
                entries.stream()
                        .map(entry -> PositionText.write(entry.getValue().position()))
                        .toArray(String[]::new));
        columns.addArrayOfBoolean(
                entries.stream().map(entry -> entry.getValue().fetching()).toArray(Boolean[]::new));
        run(STORE, columns);
    }

    @Override
    public void forget(Collection<ReceiptKey> keys) throws DatabaseAwayException {
        run(FORGET, columns(List.copyOf(keys)));
    }

    @Override
    public void expire() throws DatabaseAwayException {
        run(EXPIRE, Tuple.of((double) ageMax.toSeconds()));
        long tooMany = run(COUNT, Tuple.tuple()).iterator().next().getLong(0) - max;
        if (tooMany > 0) {
            run(REMOVE_OLDEST, Tuple.of(tooMany));
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private static Tuple columns(List<ReceiptKey> keys) {
        return Tuple.of(
                keys.stream().map(key -> key.resumeId().value()).toArray(String[]::new),
                keys.stream().map(ReceiptKey::subject).toArray(String[]::new),
                keys.stream().map(ReceiptKey::topic).toArray(String[]::new),
                keys.stream().map(ReceiptKey::bindingsHash).toArray(Long[]::new));
    }

    private RowSet<Row> run(String sql, Tuple parameters) throws DatabaseAwayException {
        Session open = session.get();
        boolean answered = false;
        try {
            RowSet<Row> answer = Session.await(open.send(sql, parameters), ANSWER_MAX);
            answered = true;
            return answer;
        } catch (PgException refused) {
            throw new UnusableTableException(
                    "vintner.receipts: SQLSTATE " + refused.getSqlState(), refused);
        } finally {
            if (!answered) {
                close();
            }
        }
    }
}
