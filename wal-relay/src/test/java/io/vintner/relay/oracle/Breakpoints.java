package io.vintner.relay.oracle;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequestManager;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Stops a relay at a named place of its code, with the whole JVM standing still there, by the JVM's
 * own debugging interface: the relay needs no hook for it. One relay at a time.
 */
final class Breakpoints implements AutoCloseable {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(60);

    private static final String AIM = "aim";

    private final ListeningConnector connector;
    private final Map<String, Connector.Argument> arguments;
    private final String address;
    private @Nullable VirtualMachine relay;

    /** Completed when the relay stands at the armed place, or the aim was taken back. */
    private CompletableFuture<Boolean> armed = new CompletableFuture<>();

    /** Where the relay is to stop, and whom to tell. */
    private record Aim(KillPoint point, int pass, CompletableFuture<Boolean> armed) {}

    Breakpoints() throws IOException {
        connector =
                Bootstrap.virtualMachineManager().listeningConnectors().stream()
                        .filter(candidate -> candidate.transport().name().equals("dt_socket"))
                        .findFirst()
                        .orElseThrow();
        arguments = connector.defaultArguments();
        arguments.get("localAddress").setValue("127.0.0.1");
        arguments.get("timeout").setValue(Long.toString(CONNECT_MAX.toMillis()));
        try {
            address = connector.startListening(arguments);
        } catch (IllegalConnectorArgumentsException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    /** The option with which a relay's JVM waits for {@link #attach}. */
    String jvmOption() {
        String port = address.substring(address.lastIndexOf(':') + 1);
        return "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=127.0.0.1:" + port;
    }

    /** Takes the relay that has just been started, and lets it run, up to {@code point}. */
    void attach(@Nullable KillPoint point) throws IOException {
        try {
            relay = connector.accept(arguments);
        } catch (IllegalConnectorArgumentsException wrong) {
            throw new IllegalStateException(wrong);
        }
        VirtualMachine attached = relay;
        armed = new CompletableFuture<>();
        if (point != null) {
            arm(point, 1);
        }
        Thread.ofPlatform().daemon().name("breakpoints").start(() -> handleEvents(attached));
        attached.resume();
    }

    /** From now on, the relay stops when it comes to the place for the n-th time. */
    void arm(KillPoint point, int pass) {
        VirtualMachine attached = relay();
        disarm();
        CodePlace place = point.place();
        Aim aim = new Aim(point, pass, armed);
        EventRequestManager requests = attached.eventRequestManager();
        List<ReferenceType> loaded = attached.classesByName(place.className());
        if (loaded.isEmpty()) {
            ClassPrepareRequest preparation = requests.createClassPrepareRequest();
            preparation.addClassFilter(place.className());
            preparation.putProperty(AIM, aim);
            preparation.enable();
        }
        loaded.forEach(type -> setOn(type, aim));
    }

    /** Takes back what was armed. A relay that has stopped meanwhile goes on. */
    void disarm() {
        VirtualMachine attached = relay();
        EventRequestManager requests = attached.eventRequestManager();
        requests.deleteAllBreakpoints();
        requests.deleteEventRequests(List.copyOf(requests.classPrepareRequests()));
        CompletableFuture<Boolean> former = armed;
        armed = new CompletableFuture<>();
        if (!former.complete(false)) {
            attached.resume();
        }
    }

    /** Whether the relay stands at the armed place, waiting for it so long. */
    boolean isReachedWithin(Duration max) throws InterruptedException {
        try {
            armed.get(max.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notReached) {
            return false;
        } catch (ExecutionException defect) {
            throw new AssertionError(defect.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connector.stopListening(arguments);
        } catch (IllegalConnectorArgumentsException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private VirtualMachine relay() {
        if (relay == null) {
            throw new IllegalStateException("no relay is attached");
        }
        return relay;
    }

    private static void handleEvents(VirtualMachine attached) {
        try {
            while (true) {
                EventSet events = attached.eventQueue().remove();
                boolean stays = false;
                for (Event event : events) {
                    switch (event) {
                        case ClassPrepareEvent prepared ->
                                setOn(
                                        prepared.referenceType(),
                                        (Aim) prepared.request().getProperty(AIM));
                        case BreakpointEvent hit -> {
                            Aim aim = (Aim) hit.request().getProperty(AIM);
                            // Several threads may come at once, or one when the aim was taken back.
                            stays |= aim.armed().complete(true);
                        }
                        default -> {}
                    }
                }
                if (!stays) {
                    events.resume();
                }
            }
        } catch (VMDisconnectedException ended) {
            // Killed, as intended.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void setOn(ReferenceType type, Aim aim) {
        List<Location> locations = locations(type, aim.point());
        if (locations.isEmpty()) {
            aim.armed()
                    .completeExceptionally(
                            new AssertionError(
                                    aim.point()
                                            + " is no longer in the code: "
                                            + aim.point().place()));
        }
        for (Location location : locations) {
            BreakpointRequest request =
                    type.virtualMachine().eventRequestManager().createBreakpointRequest(location);
            request.putProperty(AIM, aim);
            request.addCountFilter(aim.pass());
            request.enable();
        }
    }

    private static List<Location> locations(ReferenceType type, KillPoint point) {
        CodePlace place = point.place();
        List<Location> locations = new ArrayList<>();
        for (Method method : type.methodsByName(place.method())) {
            switch (place.stop()) {
                case ENTRY -> locations.add(method.location());
                case END ->
                        locations.add(method.locationOfCodeIndex(method.bytecodes().length - 1L));
                case BEFORE -> statement(method, place).ifPresent(locations::add);
            }
        }
        return locations;
    }

    private static Optional<Location> statement(Method method, CodePlace place) {
        try {
            List<Location> all = method.allLineLocations();
            var line = place.lineAmong(all.stream().map(Location::lineNumber).toList());
            return line.isEmpty()
                    ? Optional.empty()
                    : Optional.of(method.locationsOfLine(line.getAsInt()).getFirst());
        } catch (AbsentInformationException | IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
