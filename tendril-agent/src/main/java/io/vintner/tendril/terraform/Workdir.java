package io.vintner.tendril.terraform;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one Terraform run: the module and its state, the two output files, and one small
 * folder a command for the notes about its process. Readable by the agent's user only (0700):
 * state, plan and captured JSON hold secrets in clear.
 *
 * <pre>
 * module/                     the vine's files; where Terraform runs, which may be a folder below,
 *                             also terraform.tfvars.json, terraform.tfstate
 * output/stdout, stderr       what all commands printed, one behind the other
 * captured/plan.json …        what was printed for the agent, not for people
 * commands/01-init …          process identity and exit code
 * supply/01-start …           the same of the commands that fetched the module
 * registry/                   where Terraform fetches a registry's module to
 * module-folder               where below module/ Terraform runs, if not at its top
 * reviewed-plan.zip           the plan that a person has reviewed, as it was fetched
 * </pre>
 */
public final class Workdir {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private static final String PLAN = "plan.tfplan";

    private static final String MODULE_FOLDER = "module-folder";

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

    private static final String STATE = "terraform.tfstate";

    private static final String ERRORED_STATE = "errored.tfstate";

    private static final Set<String> RESERVED =
            Set.of(VARIABLES, BACKEND, STATE, ERRORED_STATE, PLAN, ".terraform");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private volatile Path module;
    private int commands;
    private int supplies;

    private Workdir(Path root) throws IOException {
        this.root = root;
        Path placed = root.resolve(MODULE_FOLDER);
        this.module = Files.exists(placed) ? tree().resolve(Files.readString(placed)) : tree();
    }

    /** Opens the folder and makes what is missing of it. */
    public static Workdir open(Path root) throws IOException {
        Files.createDirectories(root, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        for (String part : new String[] {"module", "output", "captured", "commands", "supply"}) {
            Files.createDirectories(root.resolve(part));
        }
        return new Workdir(root);
    }

    /**
     * Writes the module's files.
     *
     * @throws UnusableModuleException if a name leads out of the folder or is one that the agent
     *     uses itself
     */
    public void write(Map<String, String> files) throws IOException, UnusableModuleException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path target = resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }

    /**
     * From now on Terraform runs in a folder of the module that was brought here by others.
     *
     * @param subfolder below the module's top; null: the top
     * @throws UnusableModuleException if it is not there, leads elsewhere, or brings a file that
     *     the agent uses itself
     */
    public void place(@Nullable String subfolder) throws IOException, UnusableModuleException {
        if (placed()) {
            return;
        }
        Path placed = new ModuleTree(tree()).module(subfolder);
        for (String name : RESERVED) {
            if (Files.exists(placed.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw brings(name);
            }
        }
        Path half = root.resolve(MODULE_FOLDER + ".new");
        Files.writeString(half, tree().relativize(placed).toString());
        Files.move(half, root.resolve(MODULE_FOLDER), ATOMIC_MOVE);
        module = placed;
    }

    /** Whether {@link #place} has come to its end, perhaps in an earlier run of the agent. */
    public boolean placed() {
        return Files.exists(root.resolve(MODULE_FOLDER));
    }

    /** Writes beside the module what the agent adds: where the state lies, and plain variables. */
    public void equip(Map<String, JsonNode> variables) throws IOException {
        Files.writeString(module().resolve(BACKEND), BACKEND_TEXT);
        Files.write(module().resolve(VARIABLES), JSON.writeValueAsBytes(variables));
    }

    private static UnusableModuleException brings(String name) {
        return new UnusableModuleException(
                "the module brings '%s', which the Tendril writes itself".formatted(name));
    }

    /** Where a file of the module lies. */
    Path resolve(String name) throws UnusableModuleException {
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
            throw brings(name);
        }
        return target;
    }

    /** Where the whole module lies. */
    Path tree() {
        return root.resolve("module");
    }

    /** Where a registry's module is fetched to. */
    Path registry() {
        return root.resolve("registry");
    }

    /** Where Terraform runs. */
    public Path module() {
        return module;
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
        return module().resolve(STATE);
    }

    /** Where Terraform leaves a state that it could not write to its place. */
    public Path erroredState() {
        return module().resolve(ERRORED_STATE);
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

    /** The same for the next command that fetches the module: these have a count of their own. */
    Path nextSupplyFolder(String name) {
        supplies++;
        return root.resolve("supply").resolve("%02d-%s".formatted(supplies, name));
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
