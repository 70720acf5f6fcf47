package io.vintner.local;

import io.vintner.local.demo.DemoUser;
import io.vintner.local.demo.LocalTokens;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/** What the launcher prints when everything is up: where it is, who may sign in, and the keys. */
final class Welcome {

    private final LocalSettings settings;
    private final LocalTokens tokens;

    Welcome(LocalSettings settings, LocalTokens tokens) {
        this.settings = settings;
        this.tokens = tokens;
    }

    void print(PrintStream out, Duration took) {
        LocalPorts ports = settings.ports();
        Path here = settings.home();
        Path logs = settings.logsFolder();
        out.printf(
                """

                  Vintner is up, after %.1f s

                  Dashboard   %s
                  Sign in as  %s or %s (no password: local profile)
                  Realtime    %s   (the URL for createClient)
                  Anon key    %s
                  Database    postgresql://postgres:postgres@127.0.0.1:%d/postgres
                  Tendril     %s, owned by %s
                  Logs        %s

                  ./vintner demo    in another terminal: a Terraform job, live
                  Ctrl-C            stops everything; the data stays in %s

                """,
                took.toMillis() / 1000.0,
                ports.trellis().http("/"),
                DemoUser.ADA.fullName(),
                DemoUser.BEN.fullName(),
                ports.gateway().http(""),
                tokens.anonKey(),
                ports.postgres().number(),
                ServicePrograms.TENDRIL,
                DemoUser.ADA.fullName(),
                shown(here, logs),
                shown(here, settings.data()));
        out.flush();
    }

    private static Path shown(Path home, Path folder) {
        return folder.startsWith(home) ? home.relativize(folder) : folder;
    }
}
