package io.vintner.faults.rig;

import com.fasterxml.jackson.databind.JsonNode;
import io.vintner.faults.terraform.Script;
import io.vintner.faults.terraform.Works;
import io.vintner.local.demo.TrellisClient;
import io.vintner.local.demo.TrellisRefusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A signed-in user with a vineyard, and whatever jobs the test wants; speaks to the first node that
 * answers. Every vine has a secret, which its Terraform prints.
 */
public final class Owner implements AutoCloseable {

    private static final Set<String> ENDED = Set.of("SUCCESS", "FAILED", "CANCELLED");

    private final UUID id;
    private final String secret;
    private final Set<String> secrets = new LinkedHashSet<>();
    private final Works works;
    private final List<TrellisClient> nodes;
    private final String vineyard;
    private int vines;

    Owner(UUID id, String secret, Works works, List<TrellisClient> nodes)
            throws IOException, InterruptedException {
        this.id = id;
        this.secret = secret;
        secrets.add(secret);
        this.works = works;
        this.nodes = List.copyOf(nodes);
        this.vineyard =
                call("POST", "/api/vineyards", Map.of("name", "Hillside")).path("id").asText();
    }

    /** Who this is. */
    public UUID id() {
        return id;
    }

    /** The value that may stand nowhere in clear. */
    public String secret() {
        return secret;
    }

    /** All that may stand nowhere in clear, the longest first. */
    public List<String> secrets() {
        return secrets.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    }

    /**
     * This may stand nowhere in clear either: another secret, or a form in which programs print
     * one.
     */
    public void keepSecret(String text) {
        secrets.add(text);
    }

    /** A new vine whose Terraform does what the script says; its id. */
    public String vine(Script script) throws IOException, InterruptedException {
        return vine(script, "9.9.9");
    }

    /** The same, for a version of Terraform that may not be there. */
    public String vine(Script script, String terraformVersion)
            throws IOException, InterruptedException {
        return vine(files(script), terraformVersion);
    }

    /** A new vine for {@link Rig#REAL_TERRAFORM}, whichever version it is; its id. */
    public String realVine(String main) throws IOException, InterruptedException {
        return vine(Map.of("main.tf", main), null, Map.of());
    }

    /** The files of a module whose Terraform does what the script says. */
    public Map<String, String> files(Script script) {
        return Map.of("main.tf", "# done by rig.sh\n", "rig.sh", works.rigFile(script));
    }

    /** A new vine with these files; its id. */
    public String vine(Map<String, String> files, String terraformVersion)
            throws IOException, InterruptedException {
        return vine(files, terraformVersion, Map.of());
    }

    /**
     * A new vine with these files; its id.
     *
     * @param terraformVersion null: any
     * @param more secret variables besides {@code rig_secret}, by their names
     */
    public String vine(
            Map<String, String> files, @Nullable String terraformVersion, Map<String, String> more)
            throws IOException, InterruptedException {
        vines++;
        Map<String, String> values = new TreeMap<>(more);
        values.put("rig_secret", secret);
        Map<String, Object> body = new TreeMap<>();
        body.put("vineyard_id", vineyard);
        body.put("project_name", "vine-" + vines);
        body.put("environment_stage", "development");
        body.put("region", "local");
        if (terraformVersion != null) {
            body.put("terraform_version", terraformVersion);
        }
        body.put("module", Map.of("files", files));
        body.put(
                "variables",
                values.entrySet().stream().map(it -> secret(it.getKey(), it.getValue())).toList());
        return call("POST", "/api/vines", body).path("id").asText();
    }

    private static Map<String, Object> secret(String name, String value) {
        return Map.of("name", name, "value", value, "kind", "terraform", "secret", true);
    }

    /** Queues a job; its id. */
    public String enqueue(String vine, String type) throws IOException, InterruptedException {
        return enqueue(vine, type, Map.of());
    }

    /**
     * Queues a job; its id.
     *
     * @param more members of the request
     */
    public String enqueue(String vine, String type, Map<String, Object> more)
            throws IOException, InterruptedException {
        Map<String, Object> body = new TreeMap<>(more);
        body.put("vine_id", vine);
        body.put("job_type", type);
        return call("POST", "/api/jobs", body).path("id").asText();
    }

    /** The job's row. */
    public JsonNode job(String job) throws IOException, InterruptedException {
        return call("GET", "/api/jobs/" + job, null);
    }

    /** The job's status. */
    public String status(String job) throws IOException, InterruptedException {
        return job(job).path("status").asText();
    }

    /** Whether the job has ended, in whatever way. */
    public boolean hasEnded(String job) throws IOException, InterruptedException {
        return ENDED.contains(status(job));
    }

    /** Asks a job to end, in that way: {@code graceful} or {@code force}. */
    public void cancel(String job, String mode) throws IOException, InterruptedException {
        call("POST", "/api/jobs/%s/cancel?mode=%s".formatted(job, mode), null);
    }

    /**
     * A new token for an agent of the owner's.
     *
     * @param revoke whether the one that it has is void at once
     */
    public String freshToken(Agent agent, boolean revoke) throws IOException, InterruptedException {
        return call("POST", "/api/workers/%s/token".formatted(agent.id()), Map.of("revoke", revoke))
                .path("token")
                .asText();
    }

    /** Has looked at a vine of which nobody knew how far its Terraform had come. */
    public void reconcile(String vine) throws IOException, InterruptedException {
        call("POST", "/api/vines/%s/reconcile".formatted(vine), null);
    }

    /** The vine's row. */
    public JsonNode vineRow(String vine) throws IOException, InterruptedException {
        return call("GET", "/api/vines/" + vine, null);
    }

    /** The number and content of every version of a vine's state, oldest first. */
    public List<JsonNode> states(String vine) throws IOException, InterruptedException {
        JsonNode versions =
                call("GET", "/api/state/%s/versions?limit=100".formatted(vine), null).path("items");
        List<JsonNode> contents = new ArrayList<>();
        for (JsonNode version : versions) {
            contents.addFirst(
                    call(
                            "GET",
                            "/api/state/%s/versions/%s"
                                    .formatted(vine, version.path("version").asText()),
                            null));
        }
        return contents;
    }

    /** A token with which one agent may register. */
    public String registrationToken(String name) throws IOException, InterruptedException {
        return call("POST", "/api/tendrils/registration-tokens", Map.of("name", name))
                .path("token")
                .asText();
    }

    /**
     * Any call.
     *
     * @throws TrellisRefusal if the API refused
     * @throws IOException if no node answered
     */
    public JsonNode call(String method, String path, @Nullable Object body)
            throws IOException, InterruptedException {
        IOException unanswered = new IOException("there is no node");
        for (TrellisClient node : nodes) {
            try {
                return node.call(method, path, body);
            } catch (TrellisRefusal refusal) {
                throw refusal;
            } catch (IOException away) {
                unanswered = away;
            }
        }
        throw unanswered;
    }

    /** Any call, to one node. */
    public JsonNode callNode(int node, String method, String path, @Nullable Object body)
            throws IOException, InterruptedException {
        return nodes.get(node).call(method, path, body);
    }

    @Override
    public void close() {
        nodes.forEach(TrellisClient::close);
    }
}
