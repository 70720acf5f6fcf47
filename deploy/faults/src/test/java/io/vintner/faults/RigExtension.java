package io.vintner.faults;

import io.vintner.faults.rig.Rig;
import io.vintner.faults.rig.RigSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every test the one rig, which is started for the first and stopped behind the last. */
final class RigExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(RigExtension.class);

    private record Kept(Rig rig) implements AutoCloseable {
        @Override
        public void close() {
            rig.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Rig.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Rig.class, _ -> new Kept(start()), Kept.class)
                .rig();
    }

    private static Rig start() {
        try {
            Path home = Path.of("../..").toAbsolutePath().normalize();
            Path rigs = Files.createDirectories(Path.of("target/rigs").toAbsolutePath());
            Path folder = Files.createTempDirectory(rigs, "rig-");
            return Rig.start(RigSettings.hasty(home, folder));
        } catch (Exception failure) {
            throw new IllegalStateException("the rig did not start", failure);
        }
    }
}
