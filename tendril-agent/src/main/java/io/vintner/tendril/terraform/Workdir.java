package io.vintner.tendril.terraform;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of one Terraform run: the module and its state, the two output files, and one small
 * folder a command for the notes about its process. Readable by the agent's user only (0700):
 * state, plan and captured JSON hold secrets in clear.
 *
 * <pre>
 * module/                     the vine's files, terraform.tfvars.json, terraform.tfstate
 * output/stdout, stderr       what all commands printed, one behind the other
 * captured/plan.json …        what was printed for the agent, not for people
 * commands/01-init …          process identity and exit code
 * reviewed-plan.zip           the plan that a person has reviewed, as it was fetched
 * </pre>
 */
public final class Workdir {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private static final String PLAN = "plan.tfplan";

    private static final String VARIABLES = "terraform.tfvars.json";

    /**
     * The state lies in this folder, from where the agent takes it, whatever backend the module
     * names. Override files are Terraform's own means for this.
     */
    private static final String BACKEND = "vintner_override.tf";

    private static final String BACKEND_TEXT =
            """
            terraform {
              backend "local" {
                path = "terraform.tfstate"
              }
            }
            """;

    private static final Set<String> RESERVED =
            Set.of(VARIABLES, BACKEND, "terraform.tfstate", PLAN, ".terraform");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private int commands;

    private Workdir(Path root) {
        this.root = root;
    }

    /** Opens the folder and makes what is missing of it. */
    public static Workdir open(Path root) throws IOException {
        Files.createDirectories(root, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        for (String part : new String[] {"module", "output", "captured", "commands"}) {
            Files.createDirectories(root.resolve(part));
        }
        return new Workdir(root);
    }

    /**
     * Writes the module's files, and its plain variables as {@code terraform.tfvars.json}.
     *
     * @throws UnusableModuleException if a name leads out of the folder or is one that the agent
     *     uses itself
     */
    public void write(Map<String, String> files, Map<String, JsonNode> variables)
            throws IOException, UnusableModuleException {
        Path module = module();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path target = resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
        Files.writeString(module.resolve(BACKEND), BACKEND_TEXT);
        Files.write(module.resolve(VARIABLES), JSON.writeValueAsBytes(variables));
    }

    private Path resolve(String name) throws UnusableModuleException {
        Path target = name.indexOf('\0') >= 0 ? null : module().resolve(name).normalize();
        if (target == null
                || name.isBlank()
                || Path.of(name).isAbsolute()
                || target.equals(module())
                || !target.startsWith(module())
                || name.contains("..")) {
            throw new UnusableModuleException("the module's file name leads out of its folder");
        }
        if (RESERVED.contains(module().relativize(target).getName(0).toString())) {
            throw new UnusableModuleException(
                    "the module brings '%s', which the Tendril writes itself".formatted(name));
        }
        return target;
    }

    /** Where Terraform runs. */
    public Path module() {
        return root.resolve("module");
    }

    /** Standard output of all commands. */
    public Path stdout() {
        return root.resolve("output").resolve("stdout");
    }

    /** Standard error of all commands. */
    public Path stderr() {
        return root.resolve("output").resolve("stderr");
    }

    /** The state, if there is one. */
    public Path state() {
        return module().resolve("terraform.tfstate");
    }

    /** Where Terraform leaves a state that it could not write to its place. */
    public Path erroredState() {
        return module().resolve("errored.tfstate");
    }

    /** The plan that is applied here, if there is one. */
    public Path plan() {
        return module().resolve(PLAN);
    }

    /** Which providers the plan was made with; Terraform makes it if the module needs any. */
    public Path lockFile() {
        return module().resolve(".terraform.lock.hcl");
    }

    /** The artefact that the plan came in, if it was made elsewhere. */
    public Path reviewedPlan() {
        return root.resolve("reviewed-plan.zip");
    }

    Path captured(String name) {
        return root.resolve("captured").resolve(name);
    }

    /** Whether a command was started here, or was about to be; {@code name} as for its folder. */
    public boolean holdsCommand(String name) throws IOException {
        try (Stream<Path> folders = Files.list(root.resolve("commands"))) {
            return folders.anyMatch(it -> it.getFileName().toString().contains("-" + name));
        }
    }

    /** Folder for the notes about the next command of the job; there already, if it was started. */
    Path nextCommandFolder(String name) {
        commands++;
        return root.resolve("commands").resolve("%02d-%s".formatted(commands, name));
    }

    /**
     * Keeps the two output files in another folder, which is made if it is missing. There, each is
     * whole as soon as it has its name.
     */
    public void keepOutput(Path kept) throws IOException {
        Files.createDirectories(kept);
        for (Path file : new Path[] {stdout(), stderr()}) {
            Path half = kept.resolve(file.getFileName() + ".new");
            Files.deleteIfExists(half);
            if (Files.exists(file)) {
                linkOrCopy(file, half);
            } else {
                Files.write(half, new byte[0]);
            }
            Files.move(half, kept.resolve(file.getFileName()), ATOMIC_MOVE);
            // Where an earlier run had come as far, both are the same file and nothing was moved.
            Files.deleteIfExists(half);
        }
    }

    /** A link needs no room: the disk may be full, and is until this folder is removed. */
    private static void linkOrCopy(Path file, Path to) throws IOException {
        try {
            Files.createLink(to, file);
        } catch (UnsupportedOperationException | FileSystemException otherDisk) {
            Files.copy(file, to, REPLACE_EXISTING);
        }
    }
}
