package io.vintner.gateway.bench.client;

import io.vintner.measure.ChildCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The program of the clients. Arguments: the gateway's port, the key of its tokens (see {@link
 * Tokens#signedWith}), {@code true} for clients that resume, and the milliseconds between two
 * heartbeats of each. Commands, each answered by its own name and figures:
 *
 * <ul>
 *   <li>{@code connect COUNT}
 *   <li>{@code join TABLE FILTER_COLUMN USERS}: each its one channel
 *   <li>{@code prepare TABLE FILTER_COLUMN EACH}, then {@code race}: each several channels
 *   <li>{@code watch FIRST_ID ROWS GROUPS}: answered {@code watching}, and {@code watch} when all
 *       have come
 *   <li>{@code comeback}: the gateway may go; answered so, and {@code back} when all are, before
 *       {@code watch} is
 *   <li>{@code ready}: it is there again; not answered
 *   <li>{@code close}
 * </ul>
 */
public final class ClientProgram {

    private static final int JOINING_MAX = 128;

    private final Clients clients;
    private final Tokens tokens;
    private List<List<String>> prepared = List.of();

    private ClientProgram(Clients clients, Tokens tokens) {
        this.clients = clients;
        this.tokens = tokens;
    }

    public static void main(String[] arguments) throws Exception {
        InetSocketAddress gateway =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        Tokens tokens = Tokens.signedWith(arguments[1]);
        Clients clients =
                new Clients(
                        gateway,
                        tokens.of(0),
                        Boolean.parseBoolean(arguments[2]),
                        Duration.ofMillis(Long.parseLong(arguments[3])));
        Thread.ofPlatform().daemon().start(() -> run(clients));
        new ChildCommands().serve(new ClientProgram(clients, tokens)::obey);
    }

    private static void run(Clients clients) {
        try {
            clients.loop().run();
        } catch (IOException | RuntimeException failure) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void obey(String[] words) throws Exception {
        switch (words[0]) {
            case "connect" -> {
                int count = Integer.parseInt(words[1]);
                answer(words[0], onLoop(() -> clients.connect(count)));
            }
            case "join" -> {
                int users = Integer.parseInt(words[3]);
                JoinMessages joins = new JoinMessages(tokens, words[1], words[2]);
                List<List<String>> messages = joins.one(clients.count(), users);
                answer(words[0], onLoop(() -> clients.join(messages, JOINING_MAX)));
            }
            case "prepare" -> {
                JoinMessages joins = new JoinMessages(tokens, words[1], words[2]);
                prepared = joins.several(clients.count(), Integer.parseInt(words[3]));
                ChildCommands.say("prepare");
            }
            case "race" -> {
                List<List<String>> messages = new ArrayList<>(prepared);
                answer(words[0], onLoop(() -> clients.join(messages, messages.size())));
            }
            case "watch" -> {
                long firstId = Long.parseLong(words[1]);
                long rows = Long.parseLong(words[2]);
                int groups = Integer.parseInt(words[3]);
                begin("watch", () -> clients.watch(firstId, rows, groups));
                ChildCommands.say("watching");
            }
            case "comeback" -> {
                begin("back", clients::comeBack);
                ChildCommands.say("comeback");
            }
            case "ready" -> clients.loop().execute(clients::gatewayIsReady);
            case "close" -> {
                runOnLoop(clients::closeAll);
                ChildCommands.say("close");
            }
            default -> throw new IllegalArgumentException("no command " + words[0]);
        }
    }

    /** Begins something that will be answered when it ends. */
    private void begin(String ended, Supplier<CompletableFuture<String>> task) throws Exception {
        runOnLoop(() -> {
            var _ = task.get().thenAccept(figures -> sayFromLoop(ended + " " + figures));
        });
    }

    private static void sayFromLoop(String answer) {
        try {
            ChildCommands.say(answer);
        } catch (IOException benchmarkIsGone) {
            throw new UncheckedIOException(benchmarkIsGone);
        }
    }

    /** Returns when it is done. */
    private void runOnLoop(Runnable task) throws Exception {
        CompletableFuture.runAsync(task, clients.loop()::execute).get();
    }

    private CompletableFuture<String> onLoop(Supplier<CompletableFuture<String>> task) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        clients.loop()
                .execute(() -> {
                    var _ = task.get().thenAccept(answer::complete);
                });
        return answer;
    }

    private static void answer(String command, CompletableFuture<String> figures) throws Exception {
        ChildCommands.say(command + " " + figures.get());
    }
}
