package io.vintner.tendril.terraform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The machine's git, as far as it brings one commit into a job's folder. As with {@link Terraform},
 * each method names the next command of the job, which may have been started before.
 *
 * <p>Nothing of a repository is run: no hooks, no submodules; git speaks https and ssh only, and
 * never asks anybody for a password. Whatever else the operator has set for git on this machine,
 * credentials for instance, is in force.
 */
public final class Git {

    /** Said after what the vine says, so that it holds. */
    private static final Map<String, String> FIXED =
            Map.of(
                    "GIT_ALLOW_PROTOCOL", "https:ssh",
                    "GIT_TERMINAL_PROMPT", "0",
                    "GCM_INTERACTIVE", "never",
                    "GIT_LFS_SKIP_SMUDGE", "1",
                    "GIT_OPTIONAL_LOCKS", "0");

    private static final String COMMIT = "commit";

    private final Path executable;
    private final Workdir workdir;
    private final Map<String, String> environment;

    /**
     * Git in a job's folder.
     *
     * @param environment of the vine; see {@link TerraformEnvironment}
     */
    public Git(Path executable, Workdir workdir, Map<String, String> environment) {
        this.executable = executable;
        this.workdir = workdir;
        Map<String, String> whole = new HashMap<>(environment);
        whole.putAll(FIXED);
        this.environment = Map.copyOf(whole);
    }

    /** Makes an empty repository. */
    public TerraformCommand start() throws IOException {
        return command("start", workdir.stdout(), "init", "--quiet", "--template=", ".");
    }

    /**
     * Fetches one commit and nothing of what came before it.
     *
     * @param ref a branch, a tag, or a commit by its whole id
     */
    public TerraformCommand fetch(String url, String ref) throws IOException {
        return command(
                "fetch",
                workdir.stdout(),
                "fetch",
                "--quiet",
                "--depth=1",
                "--no-tags",
                "--no-recurse-submodules",
                "--",
                url,
                ref);
    }

    /** Brings the fetched commit's files into the folder. */
    public TerraformCommand checkOut() throws IOException {
        return command(
                "check-out",
                workdir.stdout(),
                "checkout",
                "--quiet",
                "--no-recurse-submodules",
                "--detach",
                "FETCH_HEAD");
    }

    /** Writes the commit's id down; see {@link #commit()}. */
    public TerraformCommand showCommit() throws IOException {
        return command(
                "show-commit", workdir.captured(COMMIT), "rev-parse", "--verify", "HEAD^{commit}");
    }

    /** What {@link #showCommit()} wrote down. */
    public String commit() throws IOException {
        return Files.readString(workdir.captured(COMMIT)).strip();
    }

    private TerraformCommand command(String name, Path stdout, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(executable.toString());
        line.addAll(List.of("-c", "core.hooksPath=/dev/null"));
        line.addAll(List.of(arguments));
        return TerraformCommand.in(
                workdir.nextSupplyFolder(name),
                new TerraformProcess.Command(
                        line, workdir.tree(), environment, stdout, workdir.stderr()));
    }
}
