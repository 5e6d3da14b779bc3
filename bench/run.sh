#!/usr/bin/env bash
# The service against what one would write instead (bench/Plain) and against Kestrel alone (bench/Echo), on this machine, in one run: bench/README.md. Prints one table, writes one
# JSON, stops by itself, loopback only. Needs root and Debian; installs PostgreSQL when it is missing.
#   bench/run.sh [short|full] [JSON, bench/out/compare.json]
# Environment: PERIODS_SERVICE_DIR, another checkout whose src/Gateway is measured; PERIODS_BENCH_ONLY, parts of the names of the cases to run, with commas between;
# PERIODS_BENCH_CONNECTIONS, PERIODS_BENCH_ROUNDS, PERIODS_BENCH_SECONDS; PERIODS_BENCH_PORT, the first of the six ports used (8701).
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
. bench/lib.sh
case "${1:-full}" in
  full) connections=64,256 rounds=3 seconds=3 ;;
  short) connections=64 rounds=2 seconds=2 ;;
  *) sed -n '2,7s/^# //p' "$0"; exit 1 ;;
esac
json=$(realpath -m "${2:-bench/out/compare.json}") service=$(realpath "${PERIODS_SERVICE_DIR:-.}") port=${PERIODS_BENCH_PORT:-8701}
mkdir -p "$(dirname "$json")"
work=$(mktemp -d /tmp/periods-bench-XXXX) compare=
chmod 755 "$work"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql; } >/dev/null
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -1)")

finish() {
  # The servers are children of the comparison: it ends them itself, unless it was killed.
  [ -z "$compare" ] || { kill "$compare" 2>/dev/null && wait "$compare"; } || true
  runuser -u postgres -- "$bin/pg_ctl" -D "$work/pg" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

publish "$service/src/Gateway" ours
publish bench/Plain plain
publish bench/Echo echo
publish bench/Compare compare

mkdir "$work/pg" && chown postgres "$work/pg"
runuser -u postgres -- "$bin/initdb" -D "$work/pg" -A trust -U periods >/dev/null
# Durable as by default; checkpoints far enough apart that none falls to one side only.
cat >>"$work/pg/postgresql.conf" <<CONF
port = $((port + 5))
listen_addresses = '127.0.0.1'
unix_socket_directories = '$work/pg'
max_connections = 200
shared_buffers = 512MB
max_wal_size = 8GB
min_wal_size = 2GB
checkpoint_timeout = 30min
CONF
runuser -u postgres -- "$bin/pg_ctl" -D "$work/pg" -l "$work/pg/log" -w start >/dev/null
psql() { runuser -u postgres -- "$bin/psql" -h "$work/pg" -p $((port + 5)) -U periods -q "$@" >/dev/null; }
# Log files that were used before are used again, as on any server that has run for a while: making a new one stops everybody for 50 ms.
{ echo "CREATE TABLE filler (n int);"; for _ in $(seq 100); do echo "INSERT INTO filler VALUES (1); SELECT pg_switch_wal();"; done; echo "CHECKPOINT;"; } | psql postgres
for database in periods owned plain disk; do psql postgres -c "CREATE DATABASE $database"; done

dotnet "$work/compare/Periods.Compare.dll" work="$work" ours="$work/ours" plain="$work/plain" echo="$work/echo" json="$json" port="$port" postgres-port=$((port + 5)) \
  postmaster="$(head -1 "$work/pg/postmaster.pid")" only="${PERIODS_BENCH_ONLY:-}" connections="${PERIODS_BENCH_CONNECTIONS:-$connections}" \
  rounds="${PERIODS_BENCH_ROUNDS:-$rounds}" seconds="${PERIODS_BENCH_SECONDS:-$seconds}" & compare=$!
wait "$compare"
compare=
