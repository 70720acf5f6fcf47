package io.vintner.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the tests' pictures go: into the documentation when asked to, else beside the reports. */
final class Pictures {

    private Pictures() {}

    /** Takes a picture; {@code -Dscreenshots} puts it into {@code docs/images}. */
    static void take(Browser browser, String name) {
        boolean asked = System.getProperty("screenshots") != null;
        Path folder =
                SystemUnderTest.MODULE.resolve(asked ? "../../docs/images" : "target/screenshots");
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        browser.screenshot(folder.resolve(name).normalize());
    }
}
