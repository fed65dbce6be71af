#!/bin/bash
# A PostgreSQL server for tests, gone when they are done.
#   tools/throwaway-pg.sh DIR          makes one in DIR (new or empty), starts it, prints its URL
#   tools/throwaway-pg.sh --stop DIR   stops it and removes DIR
# It listens on 127.0.0.1 at a free port and on a socket in DIR, wants a password, which is in the URL, and
# runs as user postgres when called by root, since PostgreSQL refuses to run as root.
set -u

stop() { printf 'throwaway-pg: %s\n' "$*" >&2; exit 1; }
run() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# `command -v` first would find wrappers that want a cluster of the system's own.
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
[ -x "$bin/initdb" ] || stop "PostgreSQL's server programs are not installed. Run: make setup"

if [ "${1:-}" = --stop ]; then
    dir=${2:?a folder}
    [ ! -f "$dir/data/PG_VERSION" ] || run "$bin/pg_ctl" -D "$dir/data" -s -m immediate stop
    rm -rf "$dir"
    exit 0
fi

dir=$(realpath -m "${1:?a folder}")
mkdir -p "$dir" && chmod 700 "$dir" || stop "the folder $dir cannot be made."
if [ "$(id -u)" -eq 0 ]; then
    id postgres >/dev/null 2>&1 || stop "there is no user postgres to run the server as."
    chown postgres "$dir"
fi
cd "$dir" || exit 1
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" | run tee "$dir/password" >/dev/null
run "$bin/initdb" -D "$dir/data" -U candour -A scram-sha-256 --pwfile="$dir/password" -E UTF8 \
    --locale=C.UTF-8 --data-checksums >"$dir/initdb.log" 2>&1 ||
    { cat "$dir/initdb.log" >&2; stop "initdb failed; its reason stands above."; }
for try in 1 2 3 4 5; do
    port=$(python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    run "$bin/pg_ctl" -D "$dir/data" -s -w -t 60 -l "$dir/log" \
        -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c max_connections=64" start \
        2>/dev/null >/dev/null && break
    [ "$try" -lt 5 ] || { cat "$dir/log" >&2; stop "the server did not start; its log stands above."; }
done
PGPASSWORD=$password run "$bin/createdb" -h 127.0.0.1 -p "$port" -U candour candour_test ||
    stop "the database for tests could not be made."
printf 'postgresql://candour:%s@127.0.0.1:%s/candour_test\n' "$password" "$port"
