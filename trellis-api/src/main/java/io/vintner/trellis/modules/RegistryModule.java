package io.vintner.trellis.modules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A module of a Terraform registry.
 *
 * @param address {@code host/namespace/name/provider}; without a host it is Terraform's own
 *     registry
 * @param version one, or a constraint as Terraform writes it: {@code ~> 1.2}
 * @param subfolder where Terraform runs; null: at the module's top
 * @see <a href="https://developer.hashicorp.com/terraform/language/modules/sources">Module
 *     sources</a>
 */
public record RegistryModule(String address, String version, @Nullable String subfolder)
        implements ModuleSource {

    private static final int VERSION_CHARS_MAX = 200;

    private static final String HOST =
            "[A-Za-z0-9][A-Za-z0-9-]{0,62}(\\.[A-Za-z0-9][A-Za-z0-9-]{0,62})+(:[0-9]{1,5})?";
    private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9_-]{0,62}[A-Za-z0-9])?";
    private static final String PROVIDER = "[a-z0-9]{1,64}";
    private static final Pattern ADDRESS =
            Pattern.compile("(%1$s/)?%2$s/%2$s/%3$s".formatted(HOST, NAME, PROVIDER));

    private static final String CONSTRAINT =
            "((=|!=|>=?|<=?|~>) ?)?[0-9]{1,9}(\\.[0-9]{1,9}){0,2}(-[0-9A-Za-z.-]{1,50})?";
    private static final Pattern VERSION = Pattern.compile("%1$s(, ?%1$s)*".formatted(CONSTRAINT));

    static RegistryModule checked(SourceFields fields) {
        fields.allow("address", "version", "subfolder");
        String address = fields.required("address");
        if (!ADDRESS.matcher(address).matches()) {
            throw new ProblemException(
                    ProblemType.MODULE_URL_REFUSED,
                    "a registry's module is named as namespace/name/provider, before it perhaps a"
                            + " host");
        }
        String version = fields.required("version");
        if (version.length() > VERSION_CHARS_MAX || !VERSION.matcher(version).matches()) {
            throw ProblemException.invalid(
                    "module.registry.version", "must be a version or a constraint, such as ~> 1.2");
        }
        return new RegistryModule(address, version, fields.subfolder());
    }

    static RegistryModule stored(JsonNode content) {
        return new RegistryModule(
                content.path("address").asText(),
                content.path("version").asText(),
                content.path("subfolder").textValue());
    }

    @Override
    public Kind kind() {
        return Kind.REGISTRY;
    }

    @Override
    public ObjectNode content() {
        ObjectNode content =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("address", address)
                        .put("version", version);
        if (subfolder != null) {
            content.put("subfolder", subfolder);
        }
        return content;
    }
}
