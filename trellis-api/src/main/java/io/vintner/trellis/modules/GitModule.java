package io.vintner.trellis.modules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vintner.trellis.problem.ProblemException;
import io.vintner.trellis.problem.ProblemType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A module in a git repository.
 *
 * @param url over https or ssh, the latter also as {@code git@host:path}; without credentials,
 *     since it stands in clear in tables and logs
 * @param ref a branch, a tag, or a commit by its whole id
 * @param subfolder where Terraform runs; null: at the repository's top
 */
public record GitModule(String url, String ref, @Nullable String subfolder)
        implements ModuleSource {

    private static final int URL_CHARS_MAX = 1000;

    private static final String HOST = "[A-Za-z0-9]([A-Za-z0-9.-]{0,252})";
    private static final String PORT = "(:[0-9]{1,5})?";
    private static final String USER = "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}";
    private static final String PATH = "[A-Za-z0-9._~/%+=,@-]+";

    private static final Pattern HTTPS = Pattern.compile("https://" + HOST + PORT + "/" + PATH);
    private static final Pattern SSH =
            Pattern.compile("ssh://(" + USER + "@)?" + HOST + PORT + "/" + PATH);
    private static final Pattern SCP =
            Pattern.compile(USER + "@" + HOST + ":[A-Za-z0-9._~/]" + PATH);
    private static final Pattern WITH_CREDENTIALS =
            Pattern.compile("(?i)(https?://[^/]*@|[a-z+]+://[^/@]*:[^/]*@).*");

    private static final Pattern REF =
            Pattern.compile("[A-Za-z0-9_](?!.*(\\.\\.|//|@\\{))[A-Za-z0-9._/+=@-]{0,199}");
    private static final Pattern REF_END = Pattern.compile(".*(/|\\.|\\.lock)");

    static GitModule checked(SourceFields fields) {
        fields.allow("url", "ref", "subfolder");
        return new GitModule(
                checkedUrl(fields.required("url")),
                checkedRef(fields.required("ref")),
                fields.subfolder());
    }

    static GitModule stored(JsonNode content) {
        return new GitModule(
                content.path("url").asText(),
                content.path("ref").asText(),
                content.path("subfolder").textValue());
    }

    private static String checkedUrl(String url) {
        if (WITH_CREDENTIALS.matcher(url).matches()) {
            throw refused(
                    "an address holds no credentials: it is stored and shown in clear; give them"
                            + " as secret environment variables");
        }
        boolean known =
                HTTPS.matcher(url).matches()
                        || SSH.matcher(url).matches()
                        || SCP.matcher(url).matches();
        if (!known || url.length() > URL_CHARS_MAX) {
            throw refused(
                    "a repository is named as https://host/path, ssh://user@host/path or"
                            + " user@host:path");
        }
        return url;
    }

    private static String checkedRef(String ref) {
        if (!REF.matcher(ref).matches() || REF_END.matcher(ref).matches()) {
            throw ProblemException.invalid(
                    "module.git.ref", "must be a branch, a tag or a commit's whole id");
        }
        return ref;
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(ProblemType.MODULE_URL_REFUSED, detail);
    }

    @Override
    public Kind kind() {
        return Kind.GIT;
    }

    @Override
    public ObjectNode content() {
        ObjectNode content = JsonNodeFactory.instance.objectNode().put("url", url).put("ref", ref);
        if (subfolder != null) {
            content.put("subfolder", subfolder);
        }
        return content;
    }
}
