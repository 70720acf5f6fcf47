package io.vintner.faults.rig;

import io.vintner.faults.proxy.Proxy;
import io.vintner.faults.terraform.Works;
import io.vintner.local.demo.LocalTokens;
import io.vintner.local.demo.TrellisClient;
import io.vintner.measure.BrokenMeasureException;
import io.vintner.measure.ServiceProgram;
import io.vintner.postgres.ReservedPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The whole of it, started and stopped as one. Not thread-safe. */
public final class Rig implements AutoCloseable {

    private static final Duration TOKEN_LIFE = Duration.ofHours(12);
    private static final List<String> NODE_OPTIONS =
            List.of(
                    "-Xms32m",
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    /** Settings of an agent that runs this machine's own Terraform in place of the tests'. */
    public static final Map<String, String> REAL_TERRAFORM = Map.of("PATH", System.getenv("PATH"));

    private final RigSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final String jwtSecret = secret();
    private final RigDatabase database;
    private final List<ApiNode> nodes = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();
    private final Works works;
    private final LocalTokens tokens = new LocalTokens(jwtSecret, InstantSource.system());

    private Rig(RigSettings settings) throws IOException {
        this.settings = settings;
        this.works = new Works(settings.folder().resolve("works"));
        this.database = RigDatabase.start(settings.folder().resolve("database"));
        Map<String, String> environment = environment();
        for (int node = 1; node <= settings.nodes(); node++) {
            int port = ReservedPort.take();
            Map<String, String> own = new HashMap<>(environment);
            own.put("VINTNER_TRELLIS_PORT", Integer.toString(port));
            nodes.add(
                    new ApiNode(
                            new ServiceProgram.Program(
                                    settings.home()
                                            .resolve(
                                                    "trellis-api/target/quarkus-app/quarkus-run.jar"),
                                    port,
                                    NODE_OPTIONS,
                                    own,
                                    settings.folder().resolve("trellis-api-" + node + ".log"))));
        }
    }

    /** Starts the database and the nodes and returns when they serve. */
    public static Rig start(RigSettings settings)
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        Files.createDirectories(settings.folder());
        Rig rig = new Rig(settings);
        // Whatever ends this JVM, nothing of the rig outlives it.
        Runtime.getRuntime().addShutdownHook(new Thread(rig::close));
        rig.launchNodes();
        return rig;
    }

    /** Starts every node that does not run, and returns when all serve. */
    public void launchNodes()
            throws BrokenMeasureException, IOException, SQLException, InterruptedException {
        for (ApiNode node : nodes) {
            if (!node.runs()) {
                node.launch();
            }
        }
        for (ApiNode node : nodes) {
            node.awaitReady();
        }
    }

    /** Ends every node at once. */
    public void killNodes() {
        nodes.stream().filter(ApiNode::runs).forEach(ApiNode::kill);
    }

    /** The database. */
    public RigDatabase database() {
        return database;
    }

    /** The nodes of the API. */
    public List<ApiNode> nodes() {
        return List.copyOf(nodes);
    }

    /** The agents that were made and not forgotten. */
    public List<Agent> agents() {
        return List.copyOf(agents);
    }

    /** What all Terraforms have done. */
    public Works works() {
        return works;
    }

    /** Where everything lies. */
    public Path folder() {
        return settings.folder();
    }

    /** The project. */
    public Path home() {
        return settings.home();
    }

    /** The secret that signs every token. */
    public String jwtSecret() {
        return jwtSecret;
    }

    /** The key with which anyone may open a socket of a gateway with the same secret. */
    public String anonKey() {
        return tokens.anonKey();
    }

    /** Whether the agents are native executables. */
    public boolean agentsAreNative() throws IOException {
        return AgentPrograms.command(settings.home()).size() == 1;
    }

    /** A user who was not there before. */
    public Owner owner() throws IOException, InterruptedException {
        UUID id = UUID.randomUUID();
        List<TrellisClient> clients =
                nodes.stream()
                        .map(node ->
                                new TrellisClient("http://127.0.0.1:" + node.port(), token(id)))
                        .toList();
        return new Owner(id, "rig-secret-" + secret(), works, clients);
    }

    /** A signed-in user's token. */
    public String token(UUID user) {
        return tokens.userToken(user, user + "@example.org", TOKEN_LIFE);
    }

    /** An agent of the owner's, not started yet. */
    public Agent agent(Owner owner, String name) throws IOException, InterruptedException {
        return agent(owner, name, Map.of());
    }

    /**
     * An agent of the owner's, not started yet.
     *
     * @param more settings over the rig's own, by their environment names
     */
    public Agent agent(Owner owner, String name, Map<String, String> more)
            throws IOException, InterruptedException {
        return agent(owner, name, more, AgentPrograms.command(settings.home()));
    }

    /** The same, in its Java form in any case. */
    public Agent javaAgent(Owner owner, String name, Map<String, String> more)
            throws IOException, InterruptedException {
        return agent(owner, name, more, AgentPrograms.java(settings.home()));
    }

    /**
     * Puts the next version of the program in an agent's place, from its next start on: the native
     * executable if there is one, else the Java form.
     */
    public void upgrade(Agent agent, String version) throws IOException {
        agent.replaceBy(
                AgentPrograms.command(settings.home()), Map.of("VINTNER_TENDRIL_VERSION", version));
    }

    private Agent agent(Owner owner, String name, Map<String, String> more, List<String> command)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(settings.folder().resolve("agents"));
        folder = Files.createTempDirectory(folder, name + "-");
        Path token = folder.resolve("registration-token");
        Files.writeString(token, owner.registrationToken(name) + "\n");
        Proxy proxy = new Proxy(nodes.stream().map(ApiNode::port).toList());
        Map<String, String> environment = new HashMap<>();
        environment.put("VINTNER_TENDRIL_CONTROL_URL", proxy.url().toString());
        environment.put("VINTNER_TENDRIL_CONTROL_CLAIM_WAIT", "2s");
        environment.put("VINTNER_TENDRIL_NAME", name);
        environment.put("VINTNER_TENDRIL_REGISTRATION_TOKEN_FILE", token.toString());
        environment.put("VINTNER_TENDRIL_DATA_FOLDER", folder.resolve("data").toString());
        environment.put("VINTNER_TENDRIL_KEEP_OUTPUT_FILES", "true");
        environment.put("PATH", searchPath());
        environment.putAll(more);
        Agent agent = new Agent(new Agent.Program(name, command, folder, environment), proxy);
        agents.add(agent);
        return agent;
    }

    /** A Tendril of the owner's that says whatever the caller wants, to all nodes in turn. */
    public HandTendril handTendril(Owner owner, String name)
            throws IOException, InterruptedException {
        return HandTendril.register(
                nodes.stream().map(ApiNode::port).toList(), owner.registrationToken(name), name);
    }

    /** These agents end at once and are the rig's no longer. */
    public void forgetAgents() {
        agents.forEach(Agent::close);
        agents.clear();
    }

    @Override
    public void close() {
        forgetAgents();
        killNodes();
        database.close();
    }

    private String searchPath() {
        return settings.home().resolve("deploy/faults") + ":" + System.getenv("PATH");
    }

    private Map<String, String> environment() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        Map<String, String> environment = new HashMap<>();
        environment.put("VINTNER_PROFILE", "local");
        environment.put("VINTNER_TRELLIS_DATABASE_URL", database.url());
        environment.put("VINTNER_TRELLIS_DATABASE_USER", "vintner_api");
        environment.put("VINTNER_TRELLIS_DATABASE_PASSWORD", "vintner_api");
        environment.put("VINTNER_TRELLIS_SCHEMA_USER", "vintner_owner");
        environment.put("VINTNER_TRELLIS_SCHEMA_PASSWORD", "vintner_owner");
        environment.put("VINTNER_TRELLIS_TOKEN_JWT_SECRET", jwtSecret);
        environment.put(
                "VINTNER_TRELLIS_ENCRYPTION_KEYS",
                "rig:" + Base64.getEncoder().encodeToString(key));
        environment.putAll(settings.api());
        return environment;
    }

    private String secret() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
