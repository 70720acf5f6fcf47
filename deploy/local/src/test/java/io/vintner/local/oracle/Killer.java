package io.vintner.local.oracle;

import io.vintner.local.gateway.GatewayStack;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Kills as planned, and brings back what was killed. For one thread. */
final class Killer {

    private final GatewayStack stack;
    private final Random chance;
    private final Disturbances disturbances = new Disturbances();
    private final CountDownLatch never = new CountDownLatch(1);

    Killer(GatewayStack stack, Random chance) {
        this.stack = stack;
        this.chance = chance;
    }

    Disturbances disturbances() {
        return disturbances;
    }

    /** Lets everything run for a while, kills, and returns when all is ready again. */
    void strike(Kill kill, List<OracleClient> clients) throws InterruptedException {
        pass(kill.calmMillis());
        long from = System.nanoTime();
        switch (kill.victim()) {
            case GATEWAY -> {
                stack.gateway().kill();
                pass(kill.awayMillis());
                stack.gateway().start();
            }
            case RELAY -> {
                stack.relay().kill();
                pass(kill.awayMillis());
                stack.relay().start();
            }
            case DATABASE -> {
                stack.postgres().kill();
                pass(kill.awayMillis());
                stack.postgres().start();
            }
            case CONNECTIONS ->
                    clients.stream()
                            .filter(one -> one instanceof StockOracleClient || chance.nextBoolean())
                            .forEach(OracleClient::cut);
            case GATEWAY_AND_RELAY -> {
                stack.gateway().kill();
                stack.relay().kill();
                pass(kill.awayMillis());
                stack.gateway().start();
                stack.relay().start();
            }
            case GATEWAY_STOPPED -> {
                stack.gateway().stop();
                stack.gateway().start();
            }
            case DATABASE_STOPPED -> {
                stack.postgres().stop();
                pass(kill.awayMillis());
                stack.postgres().start();
            }
            case RELAY_AND_DATABASE -> {
                stack.postgres().kill();
                stack.relay().kill();
                stack.relay().start();
                stack.postgres().start();
            }
            case EVERYTHING -> {
                stack.postgres().kill();
                stack.gateway().kill();
                stack.relay().kill();
                stack.postgres().start();
                stack.relay().start();
                stack.gateway().start();
            }
        }
        stack.relay().awaitReady();
        stack.gateway().awaitReady();
        disturbances.add(kill.victim(), from, System.nanoTime());
    }

    private void pass(int millis) throws InterruptedException {
        never.await(millis, TimeUnit.MILLISECONDS);
    }
}
