#!/usr/bin/env bash
# Does routing by business help? Three silos on one PostgreSQL behind nginx: round robin against consistent hashing (docs/nginx/periods.conf), sign-offs and score
# reads over BUSINESSES businesses, sides alternating in one run. Loopback only; stops by itself. Needs root, PostgreSQL, nginx and wrk from Debian.
#   bench/routing/run.sh [SECONDS per measurement, 8] [ROUNDS, 3]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-8} rounds=${2:-3} BUSINESSES=60
work=$(mktemp -d /tmp/periods-routing-XXXX) pids=()
chmod 755 "$work"
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -1)")
export Access__OperatorToken="routing-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"

finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  runuser -u postgres -- "$bin/pg_ctl" -D "$work/pg" -m fast stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

mkdir "$work/pg" && chown postgres "$work/pg"
runuser -u postgres -- "$bin/initdb" -D "$work/pg" -A trust -U periods >/dev/null
runuser -u postgres -- "$bin/pg_ctl" -D "$work/pg" -o "-p 5599 -k $work/pg" -l "$work/pg/log" -w start >/dev/null
runuser -u postgres -- "$bin/psql" -h "$work/pg" -p 5599 -U periods -q postgres -c 'CREATE DATABASE periods'
export ConnectionStrings__Journal="Host=127.0.0.1;Port=5599;Username=periods;Database=periods"

dotnet build src/Gateway -c Release --nologo -v quiet
for port in 8081 8082 8083; do
  ASPNETCORE_URLS="http://127.0.0.1:$port" dotnet src/Gateway/bin/Release/net10.0/Periods.Gateway.dll >"$work/$port.log" & pids+=($!)
  until curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null; do kill -0 "${pids[-1]}"; done
done

# Each side is the documented configuration on a port of its own; the other one only without its hash line.
side() { sed -e "s/127.0.0.1:8080/127.0.0.1:$2/" -e "s/upstream periods/upstream $1/" -e "s#http://periods#http://$1#" -e "s/\$business\b/\$business_$1/g"; }
{
  echo "worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.log; events { worker_connections 2048; } http { access_log off;"
  side hashed 8084 <docs/nginx/periods.conf
  grep -v 'hash \$business' docs/nginx/periods.conf | side turns 8085
  echo "}"
} >"$work/nginx.conf"
nginx -c "$work/nginx.conf" -g 'daemon off;' & pids+=($!)
until curl -sf http://127.0.0.1:8085/health/ready >/dev/null; do kill -0 "${pids[-1]}"; done

post() { curl -sf -X POST "http://127.0.0.1:8084$1" -H "Authorization: Bearer $2" ${3:+-H "x-business-id: $3"} -H 'Content-Type: application/json' -d "$4"; }
field() { grep -oE "\"$1\":\"[^\"]+\"" | head -1 | cut -d'"' -f4; }
for n in $(seq "$BUSINESSES"); do
  business=$(post /api/v1/businesses "$Access__OperatorToken" "" "{\"name\": \"Company $n\"}" | field id)
  user=$(post /api/v1/businesses/users "$Access__OperatorToken" "$business" '{"email": "o@acme.example", "first_name": "O", "last_name": "O", "role": "owner"}' | field id)
  token=$(post /api/v1/tokens "$Access__OperatorToken" "$business" "{\"name\": \"bench\", \"user_id\": \"$user\"}" | field token)
  period=$(post /api/v1/accounting-periods "$token" "$business" '{"period_start": "2026-01-01", "period_end": "2026-01-31"}' | field id)
  echo "$business $token $period"
done >"$work/businesses"

measure() { PERIODS_BENCH_LIST="$work/businesses" wrk -t1 -c64 -d"${seconds}s" -s "bench/routing/$1.lua" "http://127.0.0.1:$2" | tee -a "$work/wrk.log" | awk '/Requests\/sec/ { print $2 }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
for load in sign-offs scores; do
  for round in $(seq "$rounds"); do
    measure "$load" 8084 >>"$work/$load.hashed"
    measure "$load" 8085 >>"$work/$load.turns"
  done
  hashed=$(median <"$work/$load.hashed") turns=$(median <"$work/$load.turns")
  awk -v load="$load" -v h="$hashed" -v t="$turns" 'BEGIN { printf "%-10s by business %8.0f/s   in turn %8.0f/s   ratio %.2f\n", load, h, t, h / t }'
done
grep -h 'Non-2xx' "$work/wrk.log" || true
