package io.vintner.local.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vintner.local.gateway.GatewayStack;
import io.vintner.local.oracle.People.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A client on a bare socket: as many of them as one likes. As the stock client it joins again
 * whatever has ended and sends a heartbeat only after the answer to the last one; other than it, it
 * leaves, stops reading, and comes with another token, by chance.
 */
final class RawClient implements OracleClient {

    private static final int CONNECT_SECONDS_MAX = 10;
    private static final int TURN_MILLIS = 200;
    private static final int RETURN_MILLIS_MAX = 800;

    private final Plan plan;
    private final String gatewayUrl;
    private final HttpClient http;
    private final Markers markers;
    private final Random chance;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private int tokens;
    private volatile boolean calm;
    private volatile @Nullable RawSession session;

    /**
     * What a client does.
     *
     * @param resumeId null for a client that does not resume
     * @param serializer {@code 1.0.0} or {@code 2.0.0}
     */
    record Plan(
            String name,
            Identity who,
            @Nullable String resumeId,
            String serializer,
            List<ChannelLog> channels,
            long seed) {}

    RawClient(Plan plan, String gatewayUrl, HttpClient http, Markers markers) {
        this.plan = plan;
        this.gatewayUrl = gatewayUrl;
        this.http = http;
        this.markers = markers;
        this.chance = new Random(plan.seed());
        this.thread = Thread.ofVirtual().name(plan.name()).start(this::run);
    }

    @Override
    public List<ChannelLog> channels() {
        return plan.channels();
    }

    @Override
    public void cut() {
        RawSession open = session;
        if (open != null) {
            open.abort();
        }
    }

    @Override
    public void calmDown() {
        calm = true;
    }

    @Override
    public void close() {
        closed.countDown();
        cut();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                RawSession open = new RawSession(plan, this::token, markers);
                if (connect(open)) {
                    session = open;
                    live(open);
                }
                closed.await(chance.nextInt(RETURN_MILLIS_MAX), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean connect(RawSession open) throws InterruptedException {
        try {
            WebSocket socket =
                    http.newWebSocketBuilder()
                            .buildAsync(uri(), open)
                            .get(CONNECT_SECONDS_MAX, TimeUnit.SECONDS);
            open.opened(socket);
            return true;
        } catch (ExecutionException | TimeoutException away) {
            if (away.getCause() instanceof IOException || away instanceof TimeoutException) {
                open.abort();
                return false;
            }
            throw new IllegalStateException(plan.name() + " cannot connect", away);
        }
    }

    private void live(RawSession open) throws InterruptedException {
        while (!open.awaitEnd(TURN_MILLIS)) {
            if (closed.getCount() == 0) {
                open.abort();
                return;
            }
            open.turn(System.nanoTime());
            if (!calm) {
                actUp(open);
            }
        }
    }

    private void actUp(RawSession open) {
        switch (chance.nextInt(150)) {
            case 0 -> open.leaveOne(chance);
            case 1, 2 -> open.renewTokens();
            case 3 -> open.stall();
            default -> {
                // Most of the time it only hears.
            }
        }
    }

    /** Another token of the same bearer each time. */
    private String token() {
        return GatewayStack.token(plan.who().claims(plan.name() + "-" + tokens++));
    }

    private URI uri() {
        String resume = plan.resumeId() == null ? "" : "&resume=" + plan.resumeId();
        return URI.create(
                "%s/realtime/v1/websocket?vsn=%s&apikey=%s%s"
                        .formatted(
                                gatewayUrl.replaceFirst("^http", "ws"),
                                plan.serializer(),
                                URLEncoder.encode(token(), UTF_8),
                                resume));
    }
}
