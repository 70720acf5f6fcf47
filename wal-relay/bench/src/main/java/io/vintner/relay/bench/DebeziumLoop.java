package io.vintner.relay.bench;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import java.net.URI;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A program: Debezium's embedded engine with its defaults, except that JSON comes without its
 * schema in every record. Arguments: JDBC address, slot.
 */
final class DebeziumLoop {

    private static final String BEFORE_ID = "\"after\":{\"id\":";

    private volatile @Nullable RowWatch rows;
    private volatile CompletableFuture<RowWatch> complete = new CompletableFuture<>();

    public static void main(String[] arguments) throws Exception {
        DebeziumLoop loop = new DebeziumLoop();
        DebeziumEngine<ChangeEvent<String, String>> engine =
                DebeziumEngine.create(Json.class)
                        .using(properties(URI.create(arguments[0].substring(5)), arguments[1]))
                        .notifying(loop::accept)
                        .using((success, message, cause) -> loop.ended(message, cause))
                        .build();
        Thread.ofPlatform().daemon().start(engine);
        LoadCommands.serve(loop::read);
    }

    private static Properties properties(URI database, String slot) {
        Properties properties = new Properties();
        properties.setProperty("name", "bench");
        properties.setProperty(
                "connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        properties.setProperty(
                "offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        properties.setProperty("topic.prefix", "bench");
        properties.setProperty("database.hostname", database.getHost());
        properties.setProperty("database.port", Integer.toString(database.getPort()));
        properties.setProperty("database.dbname", "postgres");
        properties.setProperty("database.user", BenchDatabase.OWNER);
        properties.setProperty("database.password", BenchDatabase.OWNER_PASSWORD);
        properties.setProperty("plugin.name", "pgoutput");
        properties.setProperty("slot.name", slot);
        properties.setProperty("publication.name", BenchDatabase.PUBLICATION);
        properties.setProperty("publication.autocreate.mode", "disabled");
        properties.setProperty("snapshot.mode", "no_data");
        properties.setProperty("converter.schemas.enable", "false");
        return properties;
    }

    private RowWatch read(RowWatch expected) throws InterruptedException, ExecutionException {
        rows = expected;
        RowWatch seen = complete.get();
        complete = new CompletableFuture<>();
        return seen;
    }

    private void accept(ChangeEvent<String, String> event) {
        String json = event.value();
        RowWatch watch = rows;
        if (watch == null) {
            throw new IllegalStateException("a row came before any was asked for");
        }
        watch.row(id(json));
        if (watch.isComplete()) {
            complete.complete(watch);
        }
    }

    private void ended(String message, @Nullable Throwable cause) {
        complete.completeExceptionally(new IllegalStateException(message, cause));
    }

    private static long id(String json) {
        int at = json.indexOf(BEFORE_ID) + BEFORE_ID.length();
        long id = 0;
        for (char digit = json.charAt(at); digit >= '0' && digit <= '9'; digit = json.charAt(at)) {
            id = id * 10 + digit - '0';
            at++;
        }
        return id;
    }
}
