#!/bin/bash
# Assembles what builds native executables from parts that package registries have: see README.md.
# usage: assemble.sh JDK_25 OUT
set -euo pipefail
jdk=$1 out=$2
here=$(cd "$(dirname "$0")" && pwd)
version=25.0.2
platform=linux-amd64

die() { echo "assemble: $*" >&2; exit 1; }
step() { echo "assemble: $*" >&2; }

[ "$(uname -sm)" = 'Linux x86_64' ] || die 'this works on 64-bit Linux on x86 only: install a GraalVM 25 instead.'
for program in gcc ar ld nm unzip xz mvn sha256sum; do
  command -v "$program" >/dev/null || die "'$program' is missing (Debian: apt-get install gcc libc6-dev zlib1g-dev binutils unzip xz-utils maven)."
done
[ -e /usr/include/zlib.h ] || die 'the headers of zlib are missing (Debian: apt-get install zlib1g-dev).'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The image generator: jars, by Maven, from wherever its settings send it.
fetch_generator() {
  cat > "$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>io.vintner</groupId><artifactId>native-toolchain</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.graalvm.nativeimage</groupId><artifactId>svm</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM
  # shellcheck disable=SC2086 # options, or none
  mvn -q -B -f "$work/pom.xml" ${MVN_ARGS:-} dependency:copy-dependencies -DoutputDirectory="$work/jars" ||
    die "Maven could not fetch org.graalvm.nativeimage:svm:$version: the Maven registry of this machine does not have it, or is away."
}

# The C sources of exactly this JDK: from Debian's pool, by apt, from the mirror of this machine.
fetch_sources() {
  tarball=${OPENJDK_TARBALL:-}
  [ -z "$tarball" ] || return 0
  build=$(sed -n 's/^JAVA_RUNTIME_VERSION="\([0-9.+]*\).*/\1/p' "$jdk/release")
  name=openjdk-25_$build.orig.tar.xz
  sum=$(sed -n "s/  $name\$//p" "$here/openjdk.sha256")
  [ -n "$sum" ] || die "the sources of JDK $build are not known: add the sum of $name to openjdk.sha256, or name a copy in OPENJDK_TARBALL."
  mirror=$({ cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null || true; } |
    sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb  *\(\[[^]]*\] *\)*\([^ ]*\).*/\2/p' | sed -n 1p)
  [ -n "$mirror" ] || die "apt of this machine names no Debian mirror: name a copy of $name in OPENJDK_TARBALL."
  tarball=$work/$name
  /usr/lib/apt/apt-helper -qq -o APT::Sandbox::User=root download-file "${mirror%/}/pool/main/o/openjdk-25/$name" "$tarball" "SHA256:$sum" >&2 ||
    die "apt could not fetch $name: the Debian mirror of this machine does not have it any more, or is away; name a copy in OPENJDK_TARBALL."
}

unpack_sources() {
  mkdir -p "$work/src"
  tar xf "$tarball" -C "$work/src" --strip-components=1 --wildcards '*/src/java.base/*' '*/src/java.management/*' \
    '*/src/jdk.management/*' '*/src/jdk.net/*' '*/src/java.prefs/*' '*/src/hotspot/share/include/*' '*/src/hotspot/os/posix/include/*'
}

# The small C libraries that a GraalVM brings; VM calls that nobody implements name themselves and abort.
build_shim() {
  cp -r "$here/c/include" "$clibraries/"
  includes="-I$made/include -I$made/include/linux -I$clibraries/include"
  # shellcheck disable=SC2086 # a list of flags
  for part in chelper container jvm_impl; do gcc -O2 -fPIC $includes -c "$here/c/$part.c" -o "$work/$part.o"; done
  nm "$work/jvm_impl.o" | awk '$2 == "T" { print $3 }' | sort -u > "$work/present"
  nm -u "$static"/*.a 2>/dev/null | awk '$1 == "U" { print $2 }' | grep -E '^(JVM_|jio_|JNI_)' | sort -u | comm -23 - "$work/present" > "$work/absent"
  {
    echo '#include <stdio.h>'
    echo '#include <stdlib.h>'
    while read -r call; do echo "void $call(void) { fputs(\"unsupported VM call: $call\\n\", stderr); abort(); }"; done < "$work/absent"
  } > "$work/stubs.c"
  gcc -O2 -fPIC -w -c "$work/stubs.c" -o "$work/stubs.o"
  ar rcs "$clibraries/liblibchelper.a" "$work/chelper.o"
  ar rcs "$clibraries/libsvm_container.a" "$work/container.o"
  ar rcs "$clibraries/libjvm.a" "$work/jvm_impl.o" "$work/stubs.o"
  # shellcheck disable=SC2086
  gcc -O2 -shared -fPIC $includes "$here/c/reporter.c" -o "$builder/lib/libreporterchelper.so"
}

build_driver() {
  mv "$work/jars/compiler-$version.jar" "$builder/upgrade/"
  mv "$work"/jars/*.jar "$builder/modules/"
  "$jdk/bin/java" "$here/GenExports.java" "$builder/exports.args"
  "$jdk/bin/javac" -d "$builder/driver" "$here/NativeImageDriver.java"
  cat > "$made/bin/native-image" <<'DRIVER'
#!/bin/sh
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
exec "$here/bin/java" -cp "$here/lib/svm/builder/driver" NativeImageDriver "$@"
DRIVER
  chmod +x "$made/bin/native-image"
}

step 'the image generator'
fetch_generator
step 'the sources of the JDK'
fetch_sources
unpack_sources
made=$work/made
static=$made/lib/static/$platform/glibc clibraries=$made/lib/svm/clibraries/$platform builder=$made/lib/svm/builder
mkdir -p "$made"
cp -a "$jdk/." "$made/"
mkdir -p "$static" "$clibraries" "$builder/lib" "$builder/modules" "$builder/upgrade" "$builder/driver"
step 'static libraries of the JDK'
bash "$here/build-static.sh" "$jdk" "$work/src" "$static"
step 'what a GraalVM adds'
build_shim
build_driver
# There as a whole, or not at all.
rm -rf "$out"
mkdir -p "$(dirname "$out")"
mv "$made" "$out"
"$out/bin/native-image" --version >&2
