import java.lang.module.*;
import java.nio.file.*;
import java.util.*;

public class GenExports {
    public static void main(String[] a) throws Exception {
        String targets =
                "org.graalvm.nativeimage.builder,org.graalvm.nativeimage.base,org.graalvm.nativeimage.pointsto,org.graalvm.nativeimage.objectfile,org.graalvm.nativeimage.configure,jdk.graal.compiler,org.graalvm.nativeimage,org.graalvm.truffle.compiler,org.graalvm.nativeimage.libgraal";
        Set<String> mods =
                new TreeSet<>(
                        List.of(
                                "java.base",
                                "java.management",
                                "java.logging",
                                "java.naming",
                                "java.rmi",
                                "java.xml",
                                "java.security.jgss",
                                "jdk.internal.vm.ci",
                                "jdk.jfr",
                                "jdk.jlink",
                                "jdk.management",
                                "jdk.management.agent",
                                "jdk.zipfs",
                                "jdk.naming.dns",
                                "java.instrument",
                                "jdk.attach",
                                "jdk.internal.jvmstat",
                                "jdk.crypto.cryptoki",
                                "java.desktop",
                                "jdk.compiler",
                                "jdk.net",
                                "java.net.http",
                                "java.sql",
                                "jdk.jartool",
                                "jdk.internal.opt",
                                "jdk.sctp",
                                "jdk.localedata",
                                "jdk.security.jgss",
                                "jdk.security.auth",
                                "jdk.httpserver"));
        var sb = new StringBuilder();
        for (var r : ModuleFinder.ofSystem().findAll()) {
            var d = r.descriptor();
            if (!mods.contains(d.name())) continue;
            for (var p : new TreeSet<>(d.packages())) {
                sb.append("--add-exports=")
                        .append(d.name())
                        .append('/')
                        .append(p)
                        .append('=')
                        .append(targets)
                        .append('\n');
                sb.append("--add-opens=")
                        .append(d.name())
                        .append('/')
                        .append(p)
                        .append('=')
                        .append(targets)
                        .append('\n');
            }
        }
        Files.writeString(Path.of(a[0]), sb.toString());
    }
}
