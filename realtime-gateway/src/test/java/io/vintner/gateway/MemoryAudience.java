package io.vintner.gateway;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.change.ChangeEvent;
import io.vintner.change.ColumnValue;
import io.vintner.change.Row;
import io.vintner.change.Table;
import io.vintner.gateway.match.Audience;
import io.vintner.gateway.match.ChangesRequest;
import io.vintner.gateway.match.Delivery;
import io.vintner.gateway.match.SubscribeOutcome;
import io.vintner.gateway.match.Subscription;
import io.vintner.gateway.token.Claims;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * An audience in memory: knows the events, schema, table and filters {@code column=eq.value}, no
 * policies. A table named {@code unknown} cannot be subscribed to, one named {@code away} not now,
 * one named {@code broken} fails, and one named {@code slow} takes until it is released.
 */
public class MemoryAudience implements Audience {

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<Subscription, Wish> wishes = new ConcurrentHashMap<>();

    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean away;

    private record Wish(ChangesRequest request, Claims claims) {}

    private static final class One implements Subscription {}

    /** As whom somebody is subscribed now. */
    public List<Claims> subscribers() {
        return wishes.values().stream().map(Wish::claims).toList();
    }

    /** From now on nothing can be subscribed to: the database is away. */
    public void goAway() {
        away = true;
    }

    /** Whoever subscribes to the slow table goes on. */
    public void release() {
        released.countDown();
    }

    @Override
    public SubscribeOutcome subscribe(ChangesRequest request, Claims claims) {
        if ("slow".equals(request.table())) {
            try {
                released.await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
        if ("broken".equals(request.table())) {
            throw new IllegalStateException("the database is away");
        }
        if ("unknown".equals(request.table())) {
            return new SubscribeOutcome.Refused("Unable to subscribe to changes");
        }
        if ("away".equals(request.table()) || away) {
            return new SubscribeOutcome.Unavailable();
        }
        One one = new One();
        wishes.put(one, new Wish(request, claims));
        return new SubscribeOutcome.Subscribed(one);
    }

    @Override
    public void unsubscribe(Subscription subscription) {
        wishes.remove(subscription);
    }

    @Override
    public List<Delivery> hear(List<ChangeEvent> events) {
        List<Delivery> deliveries = new ArrayList<>();
        for (ChangeEvent event : events) {
            List<Subscription> hearing = new ArrayList<>();
            wishes.forEach((subscription, wish) -> {
                if (hears(wish.request(), event)) {
                    hearing.add(subscription);
                }
            });
            if (!hearing.isEmpty()) {
                deliveries.add(new Delivery(event.position(), hearing, data(event)));
            }
        }
        return deliveries;
    }

    @Override
    public List<Delivery> hear(List<ChangeEvent> events, Collection<Subscription> only) {
        List<Delivery> deliveries = new ArrayList<>();
        for (Delivery delivery : hear(events)) {
            List<Subscription> chosen = new ArrayList<>(delivery.subscriptions());
            chosen.retainAll(new HashSet<>(only));
            if (!chosen.isEmpty()) {
                deliveries.add(new Delivery(delivery.position(), chosen, delivery.data()));
            }
        }
        return deliveries;
    }

    private static boolean hears(ChangesRequest request, ChangeEvent event) {
        String schema = request.schema() == null ? "public" : request.schema();
        boolean all = !Set.of("INSERT", "UPDATE", "DELETE").contains(request.event());
        return (all || type(event).equals(request.event()))
                && (schema.equals("*") || schema.equals(event.table().schema()))
                && (request.table() == null || request.table().equals(event.table().name()))
                && passes(request.filter(), event);
    }

    private static boolean passes(String filter, ChangeEvent event) {
        if (filter == null || filter.isBlank()) {
            return true;
        }
        String[] parts = filter.split("=eq\\.", 2);
        int column = event.table().indexOf(parts[0]);
        return column >= 0
                && row(event).value(column) instanceof ColumnValue.Present(String text)
                && text.equals(parts[1]);
    }

    private static String type(ChangeEvent event) {
        return switch (event) {
            case ChangeEvent.RowInserted _ -> "INSERT";
            case ChangeEvent.RowUpdated _ -> "UPDATE";
            case ChangeEvent.RowDeleted _ -> "DELETE";
            case ChangeEvent.TableTruncated _ -> "TRUNCATE";
        };
    }

    private static Row row(ChangeEvent event) {
        return switch (event) {
            case ChangeEvent.RowInserted insert -> insert.row();
            case ChangeEvent.RowUpdated update -> update.row();
            case ChangeEvent.RowDeleted delete -> delete.old();
            case ChangeEvent.TableTruncated _ -> new Row(List.of());
        };
    }

    private static byte[] data(ChangeEvent event) {
        ObjectNode data = JSON.createObjectNode();
        data.put("type", type(event))
                .put("schema", event.table().schema())
                .put("table", event.table().name())
                .put("commit_timestamp", "2026-01-01T10:00:00.123Z");
        var columns = data.putArray("columns");
        for (Table.Column column : event.table().columns()) {
            columns.addObject().put("name", column.name()).put("type", column.typeName());
        }
        if (!(event instanceof ChangeEvent.RowDeleted)) {
            data.set("record", json(event.table(), row(event)));
        }
        if (event instanceof ChangeEvent.RowUpdated update) {
            data.set("old_record", json(event.table(), update.old()));
        }
        if (event instanceof ChangeEvent.RowDeleted delete) {
            data.set("old_record", json(event.table(), delete.old()));
        }
        data.putNull("errors");
        return data.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode json(Table table, Row row) {
        ObjectNode json = JSON.createObjectNode();
        for (int index = 0; index < table.columns().size(); index++) {
            String name = table.columns().get(index).name();
            switch (row.value(index)) {
                case ColumnValue.Present(String text) -> json.put(name, text);
                case ColumnValue.Null _ -> json.putNull(name);
                case ColumnValue.Absent _ -> {}
            }
        }
        return json;
    }
}
