package io.vintner.gateway.token;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A key set in a file.
 *
 * @param bytesMax a larger one is not read
 */
record JwksFile(Path file, int bytesMax) implements JwksSource {

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String read() throws JwksUnavailableException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw new JwksUnavailableException(
                        "larger than %d bytes".formatted(bytesMax), null);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new JwksUnavailableException("the file cannot be read", unreadable);
        }
    }
}
