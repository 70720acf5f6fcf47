package io.vintner.local;

import io.vintner.local.demo.DemoJob;
import io.vintner.local.demo.LocalTokens;
import io.vintner.local.process.NotReadyException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * What {@code ./vintner} calls for {@code up}, {@code demo}, {@code status} and {@code down}. Exit
 * codes: 0 done, 1 failed, 2 no such command.
 */
public final class Launcher {

    private final Path home;
    private final PrintStream out;
    private final InstantSource clock = InstantSource.system();

    private Launcher(Path home, PrintStream out) {
        this.home = home;
        this.out = out;
    }

    /**
     * The command is the first argument; the system property {@code vintner.home} names the
     * project.
     */
    public static void main(String[] arguments) {
        // The embedding library talks to a logger that a terminal has no use for.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Locale.setDefault(Locale.ROOT);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path home = Path.of(System.getProperty("vintner.home", ".")).toAbsolutePath().normalize();
        int code = new Launcher(home, out).run(arguments.length == 0 ? "" : arguments[0]);
        // Also while something still runs that is no daemon.
        System.exit(code);
    }

    private int run(String command) {
        try {
            return switch (command) {
                case "up" -> up();
                case "demo" -> demo();
                case "status" -> new RunningStack(presentSettings(), out, clock).status();
                case "down" -> new RunningStack(presentSettings(), out, clock).down();
                default -> {
                    out.println("vintner: no command '" + command + "'");
                    yield 2;
                }
            };
        } catch (RefusedSettingException | NotReadyException | IOException refused) {
            out.println("vintner: " + refused.getMessage());
            return 1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int up() throws IOException, InterruptedException, NotReadyException {
        Instant began = clock.instant();
        LocalSettings settings = LocalSettings.of(home, System.getenv());
        try (LocalStack stack = new LocalStack(settings, clock, this::tell)) {
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
            tell("starting …");
            stack.start();
            new Welcome(settings, stack.tokens())
                    .print(out, Duration.between(began, clock.instant()));
            new CountDownLatch(1).await(); // until the signal that ends this process
            return 0;
        } catch (IllegalStateException | java.io.UncheckedIOException failure) {
            out.println("vintner: " + Failures.sentence(failure));
            return 1;
        }
    }

    private int demo() throws IOException, InterruptedException {
        LocalSettings settings = presentSettings();
        if (new RunFolder(settings.runFolder()).living(RunFolder.LAUNCHER).isEmpty()) {
            throw new IOException("Vintner is not up: run ./vintner up in another terminal first");
        }
        LocalPorts ports = settings.ports();
        DemoJob job =
                new DemoJob(
                        ports.trellis().http(""),
                        ports.gateway().http(""),
                        new LocalTokens(settings.jwtSecret(), clock),
                        out);
        return job.run() ? 0 : 1;
    }

    /** The settings of what runs now, or of what would be started. */
    private LocalSettings presentSettings() throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        Path folder = LocalSettings.of(home, environment).runFolder();
        environment.putAll(new RunFolder(folder).keptPorts());
        return LocalSettings.of(home, environment);
    }

    private void tell(String line) {
        out.println("vintner: " + line);
    }
}
