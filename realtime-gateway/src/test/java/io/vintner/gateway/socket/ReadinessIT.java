package io.vintner.gateway.socket;

import static io.vintner.gateway.socket.ResumeStack.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vintner.gateway.Tokens;
import io.vintner.postgres.ReservedPort;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * When a balancer is told to take another gateway: real PostgreSQL, the packaged relay and gateway.
 */
class ReadinessIT {

    private static final JsonMapper JSON = new JsonMapper();

    /** What a session that holds this advisory lock keeps the policy of the gated rows waiting. */
    private static final int GATE = 42;

    private static ResumeStack stack;
    private static Service gateway;
    private static int port;

    /** What the check of the feed says, and what the whole answer's status is. */
    private record Feed(int status, String verdict, String state, long lagMillis) {}

    @BeforeAll
    static void startEverything() {
        stack = new ResumeStack();
        stack.database()
                .run(
                        """
                        create table public.gated (id int primary key);
                        alter table public.gated enable row level security;
                        create function public.gate() returns boolean language plpgsql as $$
                          begin perform pg_advisory_xact_lock_shared(%d); return true; end $$;
                        create policy gate on public.gated for select to authenticated
                          using (public.gate());
                        grant select on public.gated to authenticated;
                        alter publication supabase_realtime add table public.gated;
                        """
                                .formatted(GATE));
        port = ReservedPort.take();
        gateway =
                stack.gateway(
                        port,
                        "vintner.gateway.feed.lag-max",
                        "1s",
                        "vintner.gateway.policy.statement-max",
                        "60s",
                        "vintner.gateway.policy.deadline",
                        "60s");
    }

    @AfterAll
    static void stopEverything() {
        stack.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).ignoreExceptions();
    }

    private static Feed feed(Service of) throws IOException, InterruptedException {
        HttpResponse<String> answer = of.get("/q/health/ready");
        for (JsonNode check : JSON.readTree(answer.body()).path("checks")) {
            if (check.path("name").asText().equals("change feed")) {
                return new Feed(
                        answer.statusCode(),
                        check.path("status").asText(),
                        check.at("/data/state").asText(),
                        check.at("/data/lagMillis").asLong(-1));
            }
        }
        throw new IllegalStateException("there is no such check");
    }

    private static RawClient listening() {
        RawClient client =
                RawClient.connect(
                        "ws://127.0.0.1:%d/socket/websocket?vsn=2.0.0&apikey=%s"
                                .formatted(port, Tokens.of(ANNA)));
        client.send(
                """
                ["1","1","realtime:gated","phx_join",{"config":{"postgres_changes":[
                  {"event":"*","schema":"public","table":"gated"}]}}]
                """);
        client.next(message -> message.at("/4/message").asText().startsWith("Subscribed"));
        return client;
    }

    @Test
    void aGatewayIsNotReadyWhileItIsFurtherBehindThanItMayBeAndReadyWhenItHasCaughtUp()
            throws Exception {
        try (RawClient client = listening();
                Connection holding = stack.database().postgres().connect();
                Statement gate = holding.createStatement()) {
            // Given
            soon().until(() -> gateway.ready() == 200);
            double lagged = Scrape.of(port).value("vintner_gateway_feed_lag_seconds_sum");
            gate.execute("select pg_advisory_lock(%d)".formatted(GATE));

            // When
            stack.database().run("insert into public.gated values (1)");

            // Then
            soon().until(() -> feed(gateway).verdict().equals("DOWN"));
            Feed behind = feed(gateway);
            assertThat(behind.status()).isEqualTo(503);
            assertThat(behind.state()).isEqualTo("CONNECTED");
            assertThat(behind.lagMillis()).isGreaterThanOrEqualTo(1_000);
            assertThat(Scrape.of(port).value("vintner_gateway_feed_behind_seconds"))
                    .isGreaterThan(1);
            assertThat(Scrape.of(port).value("vintner_gateway_feed_connected")).isEqualTo(1);
            assertThat(client.isQuiet()).isTrue();

            // When
            gate.execute("select pg_advisory_unlock(%d)".formatted(GATE));

            // Then
            assertThat(client.next().at("/4/data/record/id").asInt()).isEqualTo(1);
            soon().until(() -> feed(gateway).verdict().equals("UP"));
            assertThat(feed(gateway).lagMillis()).isLessThanOrEqualTo(1_000);
            assertThat(gateway.ready()).isEqualTo(200);
            Scrape after = Scrape.of(port);
            assertThat(after.value("vintner_gateway_feed_behind_seconds")).isLessThan(1);
            assertThat(after.value("vintner_gateway_feed_lag_seconds_sum") - lagged)
                    .isBetween(1.0, 60.0);
        }
    }

    @Test
    void aGatewayIsNotReadyWithoutARelayAndReadyWhenItIsBack() throws Exception {
        // Given
        soon().until(() -> gateway.ready() == 200);

        // When
        stack.killRelay();

        // Then
        soon().until(() -> gateway.ready() == 503);
        Feed without = feed(gateway);
        assertThat(without.verdict()).isEqualTo("DOWN");
        assertThat(without.state()).isNotEqualTo("CONNECTED");
        assertThat(Scrape.of(port).value("vintner_gateway_feed_connected")).isZero();
        assertThat(gateway.get("/q/health/live").statusCode()).isEqualTo(200);

        // When
        stack.startRelay();

        // Then
        soon().until(() -> gateway.ready() == 200);
        assertThat(feed(gateway).state()).isEqualTo("CONNECTED");
        assertThat(Scrape.of(port).value("vintner_gateway_feed_connected")).isEqualTo(1);
    }

    @Test
    void aGatewayThatHasNeverHadARelayLivesAndIsNotReady() throws Exception {
        try (Service alone =
                Service.gateway(
                        stack.database(),
                        ReservedPort.take(),
                        ReservedPort.take(),
                        "vintner.gateway.feed.start-wait-max",
                        "0s")) {
            // When
            soon().until(() -> alone.get("/q/health/live").statusCode() == 200);

            // Then
            Feed without = feed(alone);
            assertThat(without.status()).isEqualTo(503);
            assertThat(without.verdict()).isEqualTo("DOWN");
            assertThat(without.state()).isNotEqualTo("CONNECTED");
        }
    }
}
