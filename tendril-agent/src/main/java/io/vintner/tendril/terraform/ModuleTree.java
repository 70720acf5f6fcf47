package io.vintner.tendril.terraform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a module that came from elsewhere, as they lie in the job's folder. The agent writes
 * beside them, so none of them may lead it to another place.
 */
final class ModuleTree {

    private final Path top;

    ModuleTree(Path top) {
        this.top = top;
    }

    /**
     * The folder in which Terraform is to run.
     *
     * @param subfolder below the top; null: the top
     * @throws UnusableModuleException if it is not there, holds no configuration, or if any link in
     *     the tree leads out of it or nowhere
     */
    Path module(@Nullable String subfolder) throws IOException, UnusableModuleException {
        Path module = subfolder == null ? top : top.resolve(subfolder).normalize();
        boolean inside = module.startsWith(top);
        if (!inside || !Files.isDirectory(module, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnusableModuleException("the module has no folder '%s'".formatted(subfolder));
        }
        requireLinksInside();
        if (!module.toRealPath().startsWith(top.toRealPath())) {
            throw new UnusableModuleException("the module's folder is a link out of it");
        }
        try (Stream<Path> files = Files.list(module)) {
            if (files.noneMatch(ModuleTree::isConfiguration)) {
                throw new UnusableModuleException(
                        "the module's folder holds no .tf or .tf.json file");
            }
        }
        return module;
    }

    /**
     * SHA-256 of all files, their places, and whether they are executable, in hexadecimal digits. A
     * repository's own notes are left out: they are never twice the same.
     */
    String sha256() throws IOException {
        List<Path> all;
        try (Stream<Path> walked = Files.walk(top)) {
            all = walked.filter(file -> !isGits(file)).sorted().toList();
        }
        MessageDigest digest = digest();
        for (Path file : all) {
            byte[] content = new byte[0];
            String kind = "folder";
            if (Files.isSymbolicLink(file)) {
                kind = "link";
                content = Files.readSymbolicLink(file).toString().getBytes(UTF_8);
            } else if (Files.isRegularFile(file)) {
                kind = Files.isExecutable(file) ? "executable" : "file";
                content = Files.readAllBytes(file);
            }
            String head = "%s %d %s\n".formatted(kind, content.length, top.relativize(file));
            digest.update(head.getBytes(UTF_8));
            digest.update(content);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private boolean isGits(Path file) {
        for (Path part : top.relativize(file)) {
            if (part.toString().equals(".git")) {
                return true;
            }
        }
        return false;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static boolean isConfiguration(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".tf") || name.endsWith(".tf.json");
    }

    private void requireLinksInside() throws IOException, UnusableModuleException {
        List<Path> links;
        try (Stream<Path> all = Files.walk(top)) {
            links = all.filter(Files::isSymbolicLink).toList();
        }
        Path real = top.toRealPath();
        for (Path link : links) {
            if (!leadsInto(real, link)) {
                throw new UnusableModuleException(
                        "the module's '%s' is a link out of it, or to nothing"
                                .formatted(top.relativize(link)));
            }
        }
    }

    private static boolean leadsInto(Path real, Path link) throws IOException {
        try {
            return link.toRealPath().startsWith(real);
        } catch (NoSuchFileException nothing) {
            return false;
        }
    }
}
