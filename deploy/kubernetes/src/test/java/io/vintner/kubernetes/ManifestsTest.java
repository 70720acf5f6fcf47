package io.vintner.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cluster would find out late, or never. */
class ManifestsTest {

    private static final String NAME = "app.kubernetes.io/name";
    private static final Path BASE = Manifests.HOME.resolve("base");
    private static final Path EXAMPLE = Manifests.HOME.resolve("overlays/example");
    private static final Duration RUNNING_APPLY = Duration.ofHours(1);

    static List<Path> files() throws IOException {
        return Manifests.files();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void everyManifestIsOfItsKindWithoutAFieldThatIsUnknownThere(Path file) throws IOException {
        // When
        List<HasMetadata> resources = Manifests.in(file);

        // Then
        assertThat(resources).isNotEmpty();
        for (HasMetadata resource : resources) {
            assertThat(resource.getClass().getName())
                    .as("the model knows %s", resource.getKind())
                    .doesNotContain("Generic");
            assertThat(UnknownFields.of(resource))
                    .as("%s %s", resource.getKind(), resource.getMetadata().getName())
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"base", "overlays/example"})
    void aKustomizationTakesEveryManifestBesideIt(String folder) throws IOException {
        // Given
        Path beside = Manifests.HOME.resolve(folder);
        String kustomization = Files.readString(beside.resolve("kustomization.yaml"));

        // Then
        for (Path file : Manifests.files()) {
            if (file.getParent().equals(beside)) {
                assertThat(kustomization).contains("  - " + file.getFileName() + "\n");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"wal-relay", "realtime-gateway", "trellis-api", "tendril-agent"})
    void everySettingIsOneOfItsService(String service) throws IOException {
        // Given
        Set<String> known = Settings.of(service);
        String example = Files.readString(EXAMPLE.resolve("kustomization.yaml"));
        String secrets = Files.readString(EXAMPLE.resolve("make-secrets"));
        List<String> used = new ArrayList<>();
        Stream.concat(
                        Files.readAllLines(BASE.resolve(service + ".env")).stream(),
                        Stream.concat(
                                section(example, "  - name: " + service + "\n", "\n  - name: "),
                                section(secrets, service + ".env\" <<TEXT\n", "\nTEXT")))
                .map(line -> line.strip().replaceFirst("^- ", ""))
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .forEach(used::add);

        // Then
        assertThat(used).isNotEmpty().doesNotHaveDuplicates().isSubsetOf(known);
    }

    /** The lines of every part of a text that begins and ends so. */
    private static Stream<String> section(String text, String begin, String end) {
        List<String> lines = new ArrayList<>();
        for (int at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
            int from = at + begin.length();
            int to = text.indexOf(end, from);
            text.substring(from, to < 0 ? text.length() : to).lines().forEach(lines::add);
        }
        return lines.stream();
    }

    @Test
    void everySelectorSelectsAPod() throws IOException {
        // Given
        List<Map<String, String>> pods =
                Manifests.pods().stream().map(pod -> pod.getMetadata().getLabels()).toList();
        List<Map<String, String>> selectors = new ArrayList<>();

        // When
        Manifests.all(Service.class).forEach(one -> selectors.add(one.getSpec().getSelector()));
        Manifests.all(PodDisruptionBudget.class)
                .forEach(one -> selectors.add(labels(one.getSpec().getSelector())));
        Manifests.all(NetworkPolicy.class)
                .forEach(one -> selectors.add(labels(one.getSpec().getPodSelector())));
        Manifests.all(Deployment.class)
                .forEach(one -> selectors.add(labels(one.getSpec().getSelector())));
        Manifests.all(StatefulSet.class)
                .forEach(one -> selectors.add(labels(one.getSpec().getSelector())));
        Manifests.pods()
                .forEach(pod ->
                        pod.getSpec()
                                .getTopologySpreadConstraints()
                                .forEach(one -> selectors.add(labels(one.getLabelSelector()))));

        // Then
        assertThat(pods).hasSize(4);
        assertThat(selectors).hasSizeGreaterThan(4 * pods.size());
        for (Map<String, String> selector : selectors) {
            assertThat(selector).isNotEmpty();
            assertThat(pods).anyMatch(pod -> pod.entrySet().containsAll(selector.entrySet()));
        }
    }

    private static Map<String, String> labels(LabelSelector selector) {
        return selector.getMatchLabels();
    }

    @Test
    void everyPodHasABudgetAndAPolicyOfTheNetwork() throws IOException {
        // Given
        List<String> pods = Manifests.pods().stream().map(ManifestsTest::name).toList();

        // Then
        assertThat(Manifests.all(PodDisruptionBudget.class))
                .extracting(one -> one.getMetadata().getName())
                .containsExactlyInAnyOrderElementsOf(pods);
        assertThat(Manifests.all(NetworkPolicy.class))
                .extracting(one -> one.getMetadata().getName())
                .containsExactlyInAnyOrderElementsOf(pods);
    }

    private static String name(PodTemplateSpec pod) {
        return String.valueOf(pod.getMetadata().getLabels().get(NAME));
    }

    @Test
    void everyContainerHasLimitsFewRightsAndProbesOfItsPort() throws IOException {
        for (PodTemplateSpec pod : Manifests.pods()) {
            PodSpec spec = pod.getSpec();
            assertThat(spec.getAutomountServiceAccountToken()).as(name(pod)).isFalse();
            assertThat(spec.getSecurityContext().getRunAsNonRoot()).as(name(pod)).isTrue();
            assertThat(spec.getSecurityContext().getSeccompProfile().getType())
                    .isEqualTo("RuntimeDefault");
            for (Container container : spec.getContainers()) {
                SecurityContext rights = container.getSecurityContext();
                assertThat(rights.getAllowPrivilegeEscalation()).isFalse();
                assertThat(rights.getReadOnlyRootFilesystem()).isTrue();
                assertThat(rights.getCapabilities().getDrop()).containsExactly("ALL");
                Map<String, Quantity> requests = container.getResources().getRequests();
                assertThat(requests).containsKeys("cpu", "memory");
                assertThat(container.getResources().getLimits()).containsKey("memory");
                if (!container.getPorts().isEmpty()) {
                    assertThat(
                                    Stream.of(
                                            container.getStartupProbe(),
                                            container.getReadinessProbe(),
                                            container.getLivenessProbe()))
                            .as(name(pod))
                            .allMatch(probe ->
                                    probe.getHttpGet()
                                            .getPort()
                                            .getStrVal()
                                            .equals(container.getPorts().getFirst().getName()));
                }
            }
        }
    }

    @Test
    void everySecretAndMapIsMade() throws IOException {
        // Given
        String base = Files.readString(BASE.resolve("kustomization.yaml"));
        String example = Files.readString(EXAMPLE.resolve("kustomization.yaml"));
        String maps = base.substring(base.indexOf("configMapGenerator:"));
        String secrets = example.substring(example.indexOf("secretGenerator:"));

        // Then
        for (PodTemplateSpec pod : Manifests.pods()) {
            pod.getSpec()
                    .getVolumes()
                    .forEach(volume -> {
                        if (volume.getSecret() != null) {
                            assertThat(secrets)
                                    .contains(
                                            "- name: " + volume.getSecret().getSecretName() + "\n");
                        }
                    });
            for (Container container : pod.getSpec().getContainers()) {
                container
                        .getEnvFrom()
                        .forEach(from -> {
                            if (from.getSecretRef() != null) {
                                assertThat(secrets)
                                        .contains(
                                                "- name: " + from.getSecretRef().getName() + "\n");
                            }
                            if (from.getConfigMapRef() != null) {
                                assertThat(maps)
                                        .contains(
                                                "- name: "
                                                        + from.getConfigMapRef().getName()
                                                        + "\n");
                            }
                        });
            }
        }
    }

    @Test
    void aTendrilHasTimeToFinishARunningApply() throws IOException {
        // When
        PodTemplateSpec tendril =
                Manifests.pods().stream()
                        .filter(pod -> name(pod).equals("tendril-agent"))
                        .findFirst()
                        .orElseThrow();

        // Then
        assertThat(tendril.getSpec().getTerminationGracePeriodSeconds())
                .isGreaterThanOrEqualTo(RUNNING_APPLY.toSeconds());
    }

    @Test
    void theIngressLeadsEverySocketToTheGatewayAndTheRestToTheApi() throws IOException {
        // Given
        List<Service> services = Manifests.all(Service.class);

        // When
        List<HTTPIngressPath> paths =
                Manifests.all(Ingress.class)
                        .getFirst()
                        .getSpec()
                        .getRules()
                        .getFirst()
                        .getHttp()
                        .getPaths();

        // Then
        assertThat(paths)
                .extracting(path -> path.getPath() + " " + path.getBackend().getService().getName())
                .containsExactly(
                        "/realtime/v1 realtime-gateway",
                        "/socket realtime-gateway",
                        "/ trellis-api");
        for (HTTPIngressPath path : paths) {
            assertThat(services)
                    .anyMatch(service ->
                            service.getMetadata()
                                            .getName()
                                            .equals(path.getBackend().getService().getName())
                                    && service.getSpec().getPorts().stream()
                                            .anyMatch(port ->
                                                    port.getName()
                                                            .equals(
                                                                    path.getBackend()
                                                                            .getService()
                                                                            .getPort()
                                                                            .getName())));
        }
    }
}
