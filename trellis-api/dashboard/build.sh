#!/bin/sh
# What Maven calls: `build.sh build` and `build.sh test [skip]`. Each does nothing when neither the
# sources nor the lock file have changed since it last succeeded.
set -eu
cd "$(dirname "$0")"

target=../target
output=$target/classes/META-INF/resources

command -v npm >/dev/null 2>&1 || {
  echo 'The dashboard needs Node 20 or newer with npm; install it, or build with -Ddashboard.skip.' >&2
  exit 1
}

fingerprint() {
  find package-lock.json index.html public src ./*.json ./*.ts -type f | LC_ALL=C sort |
    xargs cksum | cksum
}

install_packages() {
  lock=$(cksum <package-lock.json)
  if [ "$(cat node_modules/.installed 2>/dev/null)" != "$lock" ]; then
    npm ci --no-progress --loglevel=error
    echo "$lock" >node_modules/.installed
  fi
}

case "${1:-}" in
build)
  now=$(fingerprint)
  if [ -f "$output/index.html" ] && [ "$(cat "$target/dashboard-built" 2>/dev/null)" = "$now" ]; then
    exit 0
  fi
  install_packages
  npm run --silent build
  echo "$now" >"$target/dashboard-built"
  ;;
test)
  [ "${2:-false}" != true ] || exit 0
  now=$(fingerprint)
  [ "$(cat "$target/dashboard-tested" 2>/dev/null)" != "$now" ] || exit 0
  install_packages
  npm run --silent lint
  npm run --silent test
  echo "$now" >"$target/dashboard-tested"
  ;;
*)
  echo 'usage: build.sh build | test [true to skip]' >&2
  exit 2
  ;;
esac
