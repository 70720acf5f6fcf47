#!/bin/bash
# Compiles the JDK's own native libraries for static linking.
# usage: build-static.sh JDK OPENJDK_SOURCES OUT
set -euo pipefail
jdk=$1 sources=$2 out=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
modules='java.base java.management jdk.management jdk.net java.prefs'
headers=$work/headers
mkdir -p "$out" "$work/java" "$work/generated"

# JNI headers of every class with a native method.
# shellcheck disable=SC2086 # a list of modules
(cd "$work/java" && unzip -qo "$jdk/lib/src.zip" $(printf '%s/* ' $modules))
for module in $modules; do
  mkdir -p "$work/native/$module"
  (cd "$work/java/$module" && {
    grep -rlE '(^|[[:space:]])native[[:space:]]' --include='*.java' . || true
    grep -rl 'annotation.Native' --include='*.java' . || true
  } | sort -u | grep -v -E 'package-info|module-info' | tar cf - -T - | tar xf - -C "$work/native/$module")
  # shellcheck disable=SC2046 # a list of files
  "$jdk/bin/javac" -nowarn -proc:none -XDignore.symbol.file -implicit:none --system "$jdk" --patch-module "$module=$work/native/$module" \
    -h "$headers/$module" -d "$work/classes" $(find "$work/native/$module" -name '*.java') 2>&1 | grep -E '^[^ ].*error|^[0-9]+ error' || true
done
sed -e 's/@@VERSION_CLASSFILE_MAJOR@@/69/; s/@@VERSION_CLASSFILE_MINOR@@/0/' \
  "$sources/src/java.base/share/native/include/classfile_constants.h.template" > "$work/generated/classfile_constants.h"

base=$sources/src/java.base
flags="-O2 -fPIC -pipe -w -fno-strict-aliasing -ffunction-sections -fdata-sections -std=c11 -D_GNU_SOURCE -D_REENTRANT -D_LARGEFILE64_SOURCE \
-D_FILE_OFFSET_BITS=64 -DLINUX -D_LP64=1 -D_LITTLE_ENDIAN -DARCH=\"amd64\" -Damd64 -DARCHPROPNAME=\"amd64\" -DSTATIC_BUILD=1 -DNDEBUG \
-DTHIS_FILE=\"x\" -I$headers/java.base -I$sources/src/hotspot/share/include -I$sources/src/hotspot/os/posix/include \
-I$base/share/native/include -I$base/unix/native/include -I$base/share/native/libjava -I$base/unix/native/libjava -I$work/generated"

lib() { # name module folders… -- further flags
  name=$1 module=$2
  shift 2
  folders=() objects=$work/objects/$name
  mkdir -p "$objects"
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    if [ -d "$sources/src/$1" ]; then folders+=("$sources/src/$1"); fi
    shift
  done
  [ $# -eq 0 ] || shift
  includes=$(printf -- '-I%s ' "${folders[@]}")
  # shellcheck disable=SC2086 # lists of flags
  quoted=$(printf '%q ' $flags $includes "-I$headers/$module" "$@")
  find "${folders[@]}" -maxdepth 1 -name '*.c' | grep -vE '/(ProcessHandleImpl_(macosx|aix)|jspawn)' |
    xargs -P 2 -I{} sh -c "gcc -DLIBRARY_NAME=$name $quoted -c {} -o $objects/\$(basename {} .c).o"
  ld -r -o "$objects/all.o" "$objects"/*.o
  rm -f "$out/lib$name.a"
  ar rcs "$out/lib$name.a" "$objects/all.o"
}

nets="-I$base/share/native/libnet -I$base/unix/native/libnet"
lib java java.base java.base/{share,unix,linux}/native/libjava -- '-DVERSION_STRING="25"'
lib zip java.base java.base/share/native/libzip -- -DUSE_SYSTEM_ZLIB
lib net java.base java.base/{share,unix,linux}/native/libnet
# shellcheck disable=SC2086 # a list of flags
lib nio java.base java.base/share/native/libnio{,/ch} java.base/{unix,linux}/native/libnio{,/ch,/fs} -- $nets
# shellcheck disable=SC2086
lib extnet jdk.net jdk.net/{linux,unix}/native/libextnet -- $nets
lib prefs java.prefs java.prefs/unix/native/libprefs
lib management java.management java.management/share/native/libmanagement
lib management_ext jdk.management jdk.management/{share,unix,linux}/native/libmanagement_ext -- "-I$sources/src/java.management/share/native/libmanagement"
