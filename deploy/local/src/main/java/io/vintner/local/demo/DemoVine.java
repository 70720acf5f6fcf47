package io.vintner.local.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A vine of the demo: a Terraform module among the resources of this package, and where it belongs.
 *
 * @param module the file name of its {@code main.tf}, without the ending
 */
record DemoVine(DemoUser owner, String vineyard, String name, String stage, String module) {

    static final DemoVine WINE_PRESS =
            new DemoVine(DemoUser.ADA, "Hillside", "wine-press", "development", "wine-press");

    static final List<DemoVine> ALL =
            List.of(
                    WINE_PRESS,
                    new DemoVine(DemoUser.ADA, "Hillside", "cellar", "production", "cellar"),
                    new DemoVine(
                            DemoUser.ADA, "Hillside", "leaky-barrel", "staging", "leaky-barrel"),
                    new DemoVine(
                            DemoUser.BEN, "Riverside", "bottling-line", "development", "cellar"));

    /** The text of the module's {@code main.tf}. */
    String source() throws IOException {
        try (InputStream file = DemoVine.class.getResourceAsStream(module + ".tf")) {
            if (file == null) {
                throw new IllegalStateException(module + ".tf is not on the class path");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
