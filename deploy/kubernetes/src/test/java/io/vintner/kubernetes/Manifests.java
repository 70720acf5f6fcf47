package io.vintner.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The manifests of this module. */
final class Manifests {

    /** The module's folder. */
    static final Path HOME = Path.of("").toAbsolutePath();

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final String KUSTOMIZATION = "kustomization.yaml";

    private Manifests() {}

    /** Every file with manifests; kustomizations are none. */
    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(HOME)) {
            return all.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.startsWith(HOME.resolve("target")))
                    .filter(file -> !file.endsWith(KUSTOMIZATION))
                    .sorted()
                    .toList();
        }
    }

    /** The resources in a file. */
    static List<HasMetadata> in(Path file) throws IOException {
        try (InputStream yaml = Files.newInputStream(file)) {
            return switch (YAML.<Object>unmarshal(yaml)) {
                case Collection<?> several ->
                        several.stream().map(HasMetadata.class::cast).toList();
                case HasMetadata one -> List.of(one);
                case Object other -> throw new IOException("no manifest: " + other);
            };
        }
    }

    /** All resources of one kind. */
    static <T> List<T> all(Class<T> kind) throws IOException {
        List<T> found = new ArrayList<>();
        for (Path file : files()) {
            in(file).stream().filter(kind::isInstance).map(kind::cast).forEach(found::add);
        }
        return found;
    }

    /** What every workload makes pods of. */
    static List<PodTemplateSpec> pods() throws IOException {
        List<PodTemplateSpec> pods = new ArrayList<>();
        all(Deployment.class).forEach(one -> pods.add(one.getSpec().getTemplate()));
        all(StatefulSet.class).forEach(one -> pods.add(one.getSpec().getTemplate()));
        return pods;
    }
}
