package io.vintner.gateway.bench;

import io.vintner.measure.Asked;
import io.vintner.measure.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to measure.
 *
 * @param home the project's folder, where the built services are
 * @param sockets of the measures that deliver to all or to one of them
 * @param seconds for which each rate is held
 * @param rates that are tried
 * @param subscribers of the opaque policy
 * @param users of the opaque policy, among whom the subscribers are divided evenly
 * @param idle connections of which the memory is measured, and which come back
 * @param joins in all
 * @param subscriptions in the index that is measured by itself
 * @param tokens how they are signed
 * @param receipts in which measures clients resume, so that the gateway keeps how far each is
 * @param gatewayOptions of the gateway's JVM
 * @param relayOptions of the relay's JVM
 */
record BenchSettings(
        Path home,
        Set<Measure> measures,
        int sockets,
        int seconds,
        Rates rates,
        int subscribers,
        int users,
        int idle,
        int joins,
        int subscriptions,
        Tokens tokens,
        Receipts receipts,
        List<String> gatewayOptions,
        List<String> relayOptions) {

    static final String USAGE =
            """
            ./vintner bench gateway [--measures match,filtered,steady,opaque,fanout,memory,joins,resume]
              [--sockets N] [--seconds N] [--rate-first N] [--rate-max N] [--subscribers N] [--users N]
              [--idle N] [--joins N] [--subscriptions N] [--tokens usual|hs256|es256]
              [--receipts usual|no|yes]
              [--gateway-options "-Xmx512m …"] [--relay-options "-Xmx256m …"]
            """;

    private static final Map<String, String> DEFAULTS =
            Map.ofEntries(
                    Map.entry(
                            "--measures",
                            "match,filtered,steady,opaque,fanout,memory,joins,resume"),
                    Map.entry("--sockets", "1000"),
                    Map.entry("--seconds", "10"),
                    Map.entry("--rate-first", "500"),
                    Map.entry("--rate-max", "64000"),
                    Map.entry("--subscribers", "500"),
                    Map.entry("--users", "50"),
                    Map.entry("--idle", "5000"),
                    Map.entry("--joins", "20000"),
                    Map.entry("--subscriptions", "1000000"),
                    Map.entry("--tokens", "usual"),
                    Map.entry("--receipts", "usual"),
                    Map.entry(
                            "--gateway-options",
                            "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"),
                    Map.entry("--relay-options", "-Xmx256m"));

    BenchSettings {
        measures = Set.copyOf(measures);
        gatewayOptions = List.copyOf(gatewayOptions);
        relayOptions = List.copyOf(relayOptions);
        if (subscribers % users != 0) {
            throw new IllegalArgumentException("--subscribers must be a multiple of --users");
        }
        if (sockets % 10 != 0) {
            throw new IllegalArgumentException("--sockets must be a multiple of 10");
        }
        if (joins % sockets != 0) {
            throw new IllegalArgumentException("--joins must be a multiple of --sockets");
        }
    }

    /** The kinds of figures. */
    enum Measure {
        MATCH,
        FILTERED,
        STEADY,
        OPAQUE,
        FANOUT,
        MEMORY,
        JOINS,
        RESUME
    }

    /** How tokens are signed. */
    enum Algorithm {
        HS256,
        ES256
    }

    /** How the tokens of a run are signed. */
    enum Tokens {
        /** Those that are verified one by one with ES256, the others with HS256. */
        USUAL,
        HS256,
        ES256
    }

    /** Whether the clients of a run have receipts. */
    enum Receipts {
        /** Where they are what is measured. */
        USUAL,
        NO,
        YES
    }

    /** How the tokens of that measure are signed. */
    Algorithm algorithm(Measure measure) {
        return switch (tokens) {
            case HS256 -> Algorithm.HS256;
            case ES256 -> Algorithm.ES256;
            case USUAL -> measure == Measure.JOINS ? Algorithm.ES256 : Algorithm.HS256;
        };
    }

    /** Whether the gateway stores how far each client of that measure has come. */
    boolean hasReceipts(Measure measure) {
        return switch (receipts) {
            case NO -> false;
            case YES -> true;
            case USUAL -> measure == Measure.JOINS;
        };
    }

    /**
     * Rates in changes a second.
     *
     * @param first that is tried; then twice as many, and so on
     * @param max beyond which none is tried
     */
    record Rates(int first, int max) {}

    /** What a command line asks for: what it leaves out is the full measure. */
    static Asked<BenchSettings> parse(Path home, List<String> arguments) {
        return Asked.of(() -> of(home, Options.parse(DEFAULTS, arguments)));
    }

    private static BenchSettings of(Path home, Options options) {
        return new BenchSettings(
                home,
                options.names("--measures", Measure.class),
                options.count("--sockets"),
                options.count("--seconds"),
                new Rates(options.count("--rate-first"), options.count("--rate-max")),
                options.count("--subscribers"),
                options.count("--users"),
                options.count("--idle"),
                options.count("--joins"),
                options.count("--subscriptions"),
                options.name("--tokens", Tokens.class),
                options.name("--receipts", Receipts.class),
                options.words("--gateway-options"),
                options.words("--relay-options"));
    }
}
