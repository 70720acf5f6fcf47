package io.vintner.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vintner.faults.rig.Rig;
import io.vintner.faults.terraform.Script;
import io.vintner.local.demo.TrellisRefusal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Terraform prints its secrets wherever and however it can. What is left of them is the oracle's to
 * say: it looks for each of them in every table, log and file.
 */
class MaskedSecretsIT extends FaultTest {

    private static final String KEY =
            """
            -----BEGIN WINE KEY-----
            bGV0IG5vYm9keSByZWFkIHRoaXMgbGluZQ
            bm9yIHRoaXMgb25lLCB3aGljaCBpcyBsb25nZXI
            wine
            -----END WINE KEY-----\
            """;

    @Test
    void f21ASecretIsMaskedInEveryFormOnBothStreamsWhereverItIsCut() throws Exception {
        // Given: so often without a line's end that every border of a chunk falls into one
        Script telling =
                Script.quick()
                        .ending("plan", "yes \"$TF_VAR_rig_secret\" | head -n 4000 | tr -d \"\\n\"")
                        .ending("plan", "yes \"+$TF_VAR_rig_secret\" | head -n 4000 >&2")
                        .ending("plan", "printf \"\\033[31m%s\\033[0m\\n\" \"$TF_VAR_rig_secret\"")
                        .ending(
                                "plan",
                                "for before in \"\" x xx; do printf %s"
                                    + " \"$before$TF_VAR_rig_secret\" | base64 -w 0; echo; done")
                        .ending("plan", "echo \"$TF_VAR_key\"")
                        .ending("plan", "echo \"$TF_VAR_key\" | sed \"s/^/> /\" >&2")
                        .ending("plan", "echo \"not only wine\"");
        startedAgent("telling");
        String vine = owner.vine(owner.files(telling), "9.9.9", Map.of("key", KEY));
        owner.keepSecret(KEY);
        KEY.lines().filter(line -> !line.equals("wine")).forEach(owner::keepSecret);
        List.of("", "x", "xx").forEach(before -> owner.keepSecret(inBase64(before)));

        // When
        String job = owner.enqueue(vine, "PLAN");
        awaitEnd(job, "SUCCESS");

        // Then
        patiently().until(() -> stored(job, "STDOUT").endsWith("not only wine\n"));
        assertThat(stored(job, "STDOUT"))
                .contains("***".repeat(4000) + "\033[31m***\033[0m\n***\neH***\neHh***")
                .endsWith("***\nnot only wine\n");
        assertThat(stored(job, "STDERR"))
                .contains("+***\n".repeat(4000))
                .endsWith("> ***\n> ***\n> ***\n> wine\n> ***\n");
    }

    @Test
    void f21AValueThatCouldOnlyBeMaskedTogetherWithOrdinaryTextIsNotTaken() {
        // When
        TrellisRefusal refusal =
                catchThrowableOfType(
                        TrellisRefusal.class,
                        () ->
                                owner.vine(
                                        owner.files(Script.quick()),
                                        "9.9.9",
                                        Map.of("tiny", "wine")));

        // Then
        assertThat(refusal.code()).isEqualTo("secret-too-short");
    }

    @Test
    void f21ASecretInAnErrorIsMaskedAlsoWhereTheJobTellsIt() throws Exception {
        // Given
        startedAgent("failing");
        Script fails =
                Script.quick()
                        .ending(
                                "apply",
                                "echo \"Error: no login with $TF_VAR_rig_secret\" >&2; stop=1");

        // When
        String job = owner.enqueue(owner.vine(fails), "DEPLOY");
        awaitEnd(job, "FAILED");

        // Then
        assertThat(owner.job(job).path("error_message").asText())
                .isEqualTo("terraform apply ended with exit code 1: no login with ***");
    }

    @Test
    void f21ASecretInAnOutputOfRealTerraformIsMaskedAlsoInWhatTheJobTells() throws Exception {
        // Given
        startedAgent("real", Rig.REAL_TERRAFORM);
        String vine =
                owner.realVine(
                        """
                        variable "rig_secret" { type = string }
                        resource "terraform_data" "wine" { input = "for ${var.rig_secret}" }
                        output "leak" { value = terraform_data.wine.output }
                        """);

        // When
        String job = owner.enqueue(vine, "DEPLOY");
        awaitEnd(job, "SUCCESS");

        // Then
        patiently()
                .untilAsserted(() ->
                        assertThat(stored(job, "STDOUT"))
                                .contains("Apply complete!", "leak = \"for ***\""));
        String details = owner.call("GET", "/api/jobs/%s/details".formatted(job), null).toString();
        assertThat(details).contains("\"leak\":\"for ***\"").doesNotContain(owner.secret());
        assertThat(owner.states(vine).getLast().at("/outputs/leak/value").asText())
                .as("which is for its owner alone")
                .isEqualTo("for " + owner.secret());
    }

    /** What base64 makes of the secret behind other text: as far as it is of nothing else. */
    private String inBase64(String before) {
        byte[] whole = (before + owner.secret()).getBytes(UTF_8);
        String text = Base64.getEncoder().encodeToString(whole);
        int first = (before.length() * 8 + 5) / 6;
        return before.isEmpty() ? text : text.substring(first, whole.length * 8 / 6);
    }
}
