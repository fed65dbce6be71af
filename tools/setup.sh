#!/bin/bash
# Installs what Candour is built and tested with: Debian packages, then the npm packages of the browser
# tests. May be run again at any time; only what is missing is installed.
#   tools/setup.sh            installs
#   tools/setup.sh --check    says nothing; status 1 when something is missing
set -u
cd "$(dirname "$0")/.." || exit 1

packages=(build-essential meson ninja-build pkg-config git python3 brotli
    libmicrohttpd-dev libgnutls28-dev libsqlite3-dev libpq-dev libsodium-dev libssl-dev
    libjansson-dev libxml2-dev libxml2-utils libzip-dev libexpat1-dev zlib1g-dev libcmocka-dev
    libgraphviz-dev libcurl4-openssl-dev libpango1.0-dev libcairo2-dev poppler-utils fonts-dejavu-core fonts-noto-core
    postgresql chromium fonts-liberation clang libclang-rt-dev xz-utils)
browser=tests/browser

say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# NodeSource's nodejs brings its own npm and conflicts with Debian's.
node_is_new_enough() {
    command -v node >/dev/null && command -v npm >/dev/null &&
        [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge 18 ]
}

missing_packages() {
    node_is_new_enough || packages+=(nodejs npm)
    dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null |
        awk '$2 == "installed" { print $1 }' | sort -u > "$have"
    printf '%s\n' "${packages[@]}" | sort -u | comm -23 - "$have"
}

npm_is_due() {
    [ -f $browser/package-lock.json ] &&
        { [ ! -f $browser/node_modules/.package-lock.json ] ||
          [ $browser/package-lock.json -nt $browser/node_modules/.package-lock.json ]; }
}

have=$(mktemp) || stop "there is no room for a temporary file."
trap 'rm -f "$have"' EXIT
if command -v dpkg-query >/dev/null; then
    missing=$(missing_packages)
else
    missing=
    [ "${1:-}" = --check ] || say "this is not a Debian system; please install what matches: ${packages[*]}"
fi

if [ "${1:-}" = --check ]; then
    [ -z "$missing" ] && ! npm_is_due
    exit
fi

if [ -n "$missing" ]; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            stop "installing packages needs root, and there is no sudo. As root: apt-get install" $missing
        as_root=(sudo)
        say "installing packages needs root: sudo may ask for your password."
    fi
    say "installing Debian packages:" $missing
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get -qq update ||
        stop "the list of packages could not be fetched. Is this machine on the network?"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        install $missing >/dev/null || stop "apt-get could not install them; its reason stands above."
else
    say "all Debian packages are installed."
fi

if npm_is_due; then
    say "installing the npm packages of the browser tests, as $browser/package-lock.json lists them."
    (cd $browser && npm ci --silent) ||
        stop "npm could not install them. Is this machine on the network? Try again: make setup"
    touch $browser/node_modules/.package-lock.json
else
    say "the npm packages of the browser tests are installed."
fi
say "done. Next: make demo, or make check."
