package io.vintner.tendril.terraform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A module of a registry, as Terraform itself fetches it: in a folder beside the job's own, it is
 * given a configuration that consists of a call of that module, and told to get what it calls. So
 * constraints, credentials and certificates are Terraform's business.
 */
public final class RegistryDownload {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String CALL = "vine";
    private static final Path MODULES = Path.of(".terraform", "modules");
    private static final String FOUND = "found.json";

    private final Path executable;
    private final Workdir workdir;
    private final Map<String, String> environment;

    /**
     * A download to a job's folder.
     *
     * @param executable the vine's Terraform
     * @param environment all that it sees; see {@link TerraformEnvironment}
     */
    public RegistryDownload(Path executable, Workdir workdir, Map<String, String> environment) {
        this.executable = executable;
        this.workdir = workdir;
        this.environment = Map.copyOf(environment);
    }

    /**
     * What was found.
     *
     * @param version the one that the constraint led to
     * @param sha256 of the files of the whole package, in hexadecimal digits
     * @param subfolder of the package in which the module lies; empty: its top
     */
    public record Found(String version, String sha256, String subfolder) {}

    /** Says what is wanted; an earlier run of the agent may have. */
    public void ask(String source, String version) throws IOException {
        ObjectNode configuration = JSON.createObjectNode();
        configuration
                .putObject("module")
                .putObject(CALL)
                .put("source", source)
                .put("version", version);
        Files.createDirectories(folder());
        Files.write(folder().resolve("main.tf.json"), JSON.writeValueAsBytes(configuration));
    }

    /** Fetches it. */
    public TerraformCommand get() throws IOException {
        return TerraformCommand.in(
                workdir.nextSupplyFolder("get"),
                new TerraformProcess.Command(
                        List.of(executable.toString(), "get"),
                        folder(),
                        environment,
                        workdir.stdout(),
                        workdir.stderr()));
    }

    /**
     * What {@link #get()} has fetched.
     *
     * @throws IOException if that cannot be told
     */
    public Found found() throws IOException {
        Path known = folder().resolve(FOUND);
        if (!Files.exists(known)) {
            Path half = folder().resolve(FOUND + ".new");
            Files.write(half, JSON.writeValueAsBytes(looked()));
            Files.move(half, known, ATOMIC_MOVE);
        }
        JsonNode found = JSON.readTree(Files.readString(known));
        return new Found(
                found.required("version").asText(),
                found.required("sha256").asText(),
                found.required("subfolder").asText());
    }

    private ObjectNode looked() throws IOException {
        JsonNode list =
                JSON.readTree(
                        Files.readString(folder().resolve(MODULES).resolve("modules.json"), UTF_8));
        for (JsonNode module : list.path("Modules")) {
            if (module.path("Key").asText().equals(CALL)) {
                Path place = Path.of(module.path("Dir").asText()).normalize();
                Path top = MODULES.resolve(CALL);
                if (!place.startsWith(top)) {
                    throw new IOException("a module that Terraform has put elsewhere");
                }
                return JSON.createObjectNode()
                        .put("version", module.path("Version").asText())
                        .put("sha256", new ModuleTree(folder().resolve(top)).sha256())
                        .put("subfolder", top.relativize(place).toString());
            }
        }
        throw new IOException("a module that Terraform does not list");
    }

    /** Moves the package to where the module is to lie; an earlier run of the agent may have. */
    public void move() throws IOException {
        Path fetched = folder().resolve(MODULES).resolve(CALL);
        if (Files.exists(fetched)) {
            Files.deleteIfExists(workdir.tree());
            Files.move(fetched, workdir.tree());
        }
    }

    private Path folder() {
        return workdir.registry();
    }
}
