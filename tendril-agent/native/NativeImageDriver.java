import java.io.*;
import java.nio.file.*;
import java.util.*;
import java.util.jar.*;
import java.util.regex.*;
import java.util.stream.*;

/**
 * A small native-image launcher: turns the documented command line into a run of the image
 * generator.
 */
public class NativeImageDriver {
    static final String VERSION = "25.0.2";
    final List<String> jvm = new ArrayList<>(), host = new ArrayList<>();
    final LinkedHashSet<Path> cp = new LinkedHashSet<>();
    final List<Pattern[]> excludes = new ArrayList<>();
    String mainClass, name, out;
    Path dir = Path.of("").toAbsolutePath();
    boolean verbose;

    public static void main(String[] a) throws Exception {
        System.exit(new NativeImageDriver().run(a));
    }

    int run(String[] argv) throws Exception {
        List<String> args = expand(argv);
        if (args.contains("--version")) {
            System.out.println("native-image " + VERSION + " 2026-01-20");
            System.out.println(
                    "GraalVM Runtime Environment GraalVM CE "
                            + VERSION
                            + "+10.1 (build "
                            + VERSION
                            + "+10-jvmci-b01)");
            System.out.println(
                    "Substrate VM GraalVM CE "
                            + VERSION
                            + "+10.1 (build "
                            + VERSION
                            + "+10, serial gc)");
            return 0;
        }
        for (int i = 0; i + 2 < args.size(); i++)
            if (args.get(i).equals("--exclude-config"))
                excludes.add(
                        new Pattern[] {
                            Pattern.compile(args.get(i + 1)), Pattern.compile(args.get(i + 2))
                        });
        List<String> own = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            String s = args.get(i);
            if (s.equals("--exclude-config")) i += 2;
            else if (s.equals("-cp") || s.equals("-classpath") || s.equals("--class-path"))
                for (String p : args.get(++i).split(File.pathSeparator)) cp.add(abs(p));
            else if (s.equals("-jar")) addJar(abs(args.get(++i)));
            else if (s.equals("-o")) out = args.get(++i);
            else if (s.equals("--verbose")) verbose = true;
            else if (s.startsWith("-")) own.add(s);
            else plain.add(s);
        }
        if (mainClass == null && !plain.isEmpty()) mainClass = plain.remove(0);
        if (!plain.isEmpty()) name = plain.remove(0);
        if (name == null && mainClass != null) name = mainClass.toLowerCase();
        if (cp.isEmpty()) cp.add(dir);
        for (Path p : List.copyOf(cp)) scan(p);
        for (String s : own) option(s, null);
        if (out != null) {
            Path o = abs(out);
            dir = o.getParent();
            name = o.getFileName().toString();
        }

        Path home = Path.of(System.getProperty("java.home"));
        Path svm = home.resolve("lib/svm"), build = svm.resolve("builder");
        List<String> cmd =
                new ArrayList<>(
                        List.of(
                                home.resolve("bin/java").toString(),
                                "-XX:+UseParallelGC",
                                "-XX:+UnlockExperimentalVMOptions",
                                "-XX:+EnableJVMCI",
                                "-XX:-UseJVMCICompiler",
                                "-Xss10m",
                                "-Xmx" + System.getenv().getOrDefault("NATIVE_IMAGE_XMX", "10g"),
                                "-Djava.awt.headless=true",
                                "-Dorg.graalvm.nativeimage.imagecode=buildtime",
                                "-Dorg.graalvm.version=" + VERSION,
                                "-Dcom.oracle.graalvm.isaot=true",
                                "-Dorg.graalvm.vendorversion=GraalVM CE " + VERSION + "+10.1",
                                "-Djdk.internal.lambda.disableEagerInitialization=true",
                                "-Djava.lang.invoke.InnerClassLambdaMetafactory.initializeLambdas=false",
                                "-Duser.country=US",
                                "-Duser.language=en",
                                "-Djava.system.class.loader=com.oracle.svm.hosted.NativeImageSystemClassLoader",
                                "--enable-native-access=org.graalvm.nativeimage.builder",
                                "--sun-misc-unsafe-memory-access=allow",
                                "--upgrade-module-path",
                                build.resolve("upgrade").toString(),
                                "--module-path",
                                build.resolve("modules").toString(),
                                "--add-modules=ALL-DEFAULT,org.graalvm.nativeimage.builder",
                                "@" + build.resolve("exports.args")));
        cmd.addAll(jvm);
        cmd.addAll(
                List.of(
                        "-m",
                        "org.graalvm.nativeimage.builder/com.oracle.svm.hosted.NativeImageGeneratorRunner"));
        List<String> h = new ArrayList<>();
        h.add("-imagecp");
        h.add(cp.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        h.add("-H:+UnlockExperimentalVMOptions");
        h.add("-H:CLibraryPath=" + svm.resolve("clibraries/linux-amd64"));
        h.add("-H:Path=" + dir);
        h.add("-H:Name=" + name);
        if (mainClass != null) h.add("-H:Class=" + mainClass);
        h.add("-H:ImageBuildID=" + UUID.nameUUIDFromBytes((cp + " " + host).getBytes()));
        h.addAll(host);
        cmd.addAll(h);
        if (verbose) cmd.forEach(System.out::println);
        return new ProcessBuilder(cmd).inheritIO().start().waitFor();
    }

    static Path abs(String p) {
        return Path.of(p).toAbsolutePath().normalize();
    }

    static List<String> expand(String[] argv) throws IOException {
        List<String> r = new ArrayList<>();
        for (String s : argv)
            if (s.startsWith("@"))
                for (String l : Files.readString(Path.of(s.substring(1))).split("\\s+")) {
                    if (!l.isBlank()) r.add(l);
                }
            else r.add(s);
        return r;
    }

    void addJar(Path jar) throws IOException {
        cp.add(jar);
        try (JarFile f = new JarFile(jar.toFile())) {
            Attributes m = f.getManifest().getMainAttributes();
            if (mainClass == null) mainClass = m.getValue("Main-Class");
            for (String k : List.of("Add-Opens", "Add-Exports"))
                if (m.getValue(k) != null)
                    for (String e : m.getValue(k).trim().split("\\s+"))
                        option("--" + k.toLowerCase() + "=" + e + "=ALL-UNNAMED", jar);
            String c = m.getValue("Class-Path");
            if (c != null)
                for (String e : c.trim().split("\\s+")) {
                    Path q = jar.getParent().resolve(e).normalize();
                    if (Files.exists(q)) cp.add(q);
                }
        }
        if (name == null) name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    }

    void scan(Path p) throws IOException {
        if (Files.isDirectory(p)) {
            Path root = p.resolve("META-INF/native-image");
            if (!Files.isDirectory(root)) return;
            try (Stream<Path> s = Files.walk(root)) {
                for (Path f : (Iterable<Path>) s.filter(Files::isRegularFile).sorted()::iterator)
                    try (InputStream in = Files.newInputStream(f)) {
                        entry(p, p.relativize(f).toString(), in);
                    }
            }
        } else if (Files.exists(p))
            try (JarFile j = new JarFile(p.toFile())) {
                for (JarEntry e :
                        (Iterable<JarEntry>)
                                j.stream()
                                                .filter(e ->
                                                        e.getName()
                                                                        .startsWith(
                                                                                "META-INF/native-image/")
                                                                && !e.isDirectory())
                                                .sorted(Comparator.comparing(JarEntry::getName))
                                        ::iterator)
                    try (InputStream in = j.getInputStream(e)) {
                        entry(p, e.getName(), in);
                    }
            }
    }

    static final Map<String, String> JSON =
            Map.of(
                    "reflect-config.json",
                    "ReflectionConfigurationResources",
                    "jni-config.json",
                    "JNIConfigurationResources",
                    "resource-config.json",
                    "ResourceConfigurationResources",
                    "proxy-config.json",
                    "DynamicProxyConfigurationResources",
                    "serialization-config.json",
                    "SerializationConfigurationResources",
                    "predefined-classes-config.json",
                    "PredefinedClassesConfigurationResources",
                    "reachability-metadata.json",
                    "ReachabilityMetadataResources");

    void entry(Path where, String res, InputStream in) throws IOException {
        for (Pattern[] x : excludes)
            if (x[0].matcher(where.toString()).find() && x[1].matcher("/" + res).find()) return;
        String f = res.substring(res.lastIndexOf('/') + 1);
        if (JSON.containsKey(f)) {
            host.add("-H:" + JSON.get(f) + "=" + res);
            return;
        }
        if (!f.equals("native-image.properties")) return;
        Properties q = new Properties();
        q.load(in);
        String here = res.substring(0, res.lastIndexOf('/'));
        String ja = q.getProperty("JavaArgs");
        if (ja != null)
            for (String s : ja.trim().split("\\s+"))
                if (!s.isEmpty()) jvm.add(s.replace("${.}", here));
        String as = q.getProperty("Args");
        if (as == null) return;
        String[] t = as.trim().split("\\s+");
        for (int i = 0; i < t.length; i++) {
            String s = t[i].replace("${.}", here);
            if (s.isEmpty()) continue;
            if (s.equals("--exclude-config")) {
                excludes.add(new Pattern[] {Pattern.compile(t[++i]), Pattern.compile(t[++i])});
                continue;
            }
            if (Set.of("--add-exports", "--add-opens", "--add-reads", "--enable-native-access")
                    .contains(s)) s = s + "=" + t[++i];
            option(s, where);
        }
    }

    static String kinds(String v, String k) {
        return v.isEmpty()
                ? ":" + k
                : Arrays.stream(v.split(","))
                        .map(s -> s + ":" + k)
                        .collect(Collectors.joining(","));
    }

    void option(String s, Path origin) {
        if (s.startsWith("-J")) {
            jvm.add(s.substring(2));
            return;
        }
        if (s.startsWith("-D")) {
            jvm.add(s);
            return;
        }
        if (s.equals("-H:+UnlockExperimentalVMOptions")
                || s.equals("-H:-UnlockExperimentalVMOptions")) return;
        if (s.startsWith("-H:") || s.startsWith("-R:")) {
            host.add(s);
            return;
        }
        int eq = s.indexOf('=');
        String k = eq < 0 ? s : s.substring(0, eq), v = eq < 0 ? "" : s.substring(eq + 1);
        switch (k) {
            case "--initialize-at-build-time" ->
                    host.add("-H:ClassInitialization=" + kinds(v, "build_time"));
            case "--initialize-at-run-time", "--delay-class-initialization-to-runtime" ->
                    host.add("-H:ClassInitialization=" + kinds(v, "run_time"));
            case "--rerun-class-initialization-at-runtime" ->
                    host.add("-H:ClassInitialization=" + kinds(v, "run_time"));
            case "--features" -> host.add("-H:Features=" + v);
            case "--link-at-build-time" -> host.add("-H:LinkAtBuildTime=" + v);
            case "--enable-url-protocols" -> host.add("-H:EnableURLProtocols=" + v);
            case "--enable-http" -> host.add("-H:EnableURLProtocols=http");
            case "--enable-https" -> host.add("-H:EnableURLProtocols=https");
            case "--enable-monitoring" ->
                    host.add("-H:EnableMonitoringFeatures=" + (v.isEmpty() ? "all" : v));
            case "--enable-native-access" -> host.add("-H:EnableNativeAccess=" + v);
            case "--add-exports" -> {
                host.add("-H:AddExports=" + v);
                jvm.add(s);
            }
            case "--add-opens" -> {
                host.add("-H:AddOpens=" + v);
                jvm.add(s);
            }
            case "--add-reads" -> host.add("-H:AddReads=" + v);
            case "--no-fallback" -> host.add("-H:FallbackThreshold=0");
            case "--enable-all-security-services" -> host.add("-H:+EnableAllSecurityServices");
            case "--trace-object-instantiation" -> host.add("-H:TraceObjectInstantiation=" + v);
            case "--exact-reachability-metadata" ->
                    host.add("-H:ThrowMissingRegistrationErrors=" + v);
            case "--future-defaults" -> host.add("-H:FutureDefaults=" + v);
            case "--color" -> host.add("-H:Color=" + v);
            case "-march" -> host.add("-H:MicroArchitecture=" + v);
            case "--parallelism" -> host.add("-H:NumberOfThreads=" + v);
            case "--static-nolibc" -> host.add("-H:+StaticExecutableWithDynamicLibC");
            case "-g" -> host.add("-H:GenerateDebugInfo=2");
            case "--add-modules" -> jvm.add(s);
            case "--install-exit-handlers",
                    "--allow-incomplete-classpath",
                    "--report-unsupported-elements-at-runtime",
                    "--enable-preview",
                    "--strict-image-heap",
                    "--no-server" -> {}
            default -> {
                if (k.startsWith("-O") && k.length() == 3) host.add("-H:Optimize=" + k.charAt(2));
                else
                    throw new IllegalArgumentException(
                            "option not known to this launcher: "
                                    + s
                                    + (origin == null ? "" : " (from " + origin + ")"));
            }
        }
    }
}
