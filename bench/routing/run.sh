#!/usr/bin/env bash
# Do more silos help, and does routing by business? One to four silos on one PostgreSQL behind nginx: round robin against consistent hashing
# (docs/nginx/periods.conf), sign-offs and score reads over BUSINESSES businesses, sides alternating in one run. Loopback only; stops by itself. Needs root,
# PostgreSQL, nginx and wrk from Debian.
#   bench/routing/run.sh [SECONDS per measurement, 4] [ROUNDS, 3]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-4} rounds=${2:-3} BUSINESSES=60 SILOS=4
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

dotnet build src/Gateway -c Release --nologo -v quiet >&2
for silo in $(seq "$SILOS"); do
  port=882$silo
  ASPNETCORE_URLS="http://127.0.0.1:$port" dotnet src/Gateway/bin/Release/net10.0/Periods.Gateway.dll >"$work/$port.log" & pids+=($!)
  until curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null; do kill -0 "${pids[-1]}"; done
done

# Each side is the documented configuration on a port of its own, 883N by business over N silos and 884N in turn, which is the same without its hash line.
side() {
  local name=$1 port=$2 silos=$3 servers=""
  for silo in $(seq "$silos"); do servers+="server 127.0.0.1:882$silo max_fails=1 fail_timeout=2s; "; done
  sed -e '/server 127.0.0.1:8081/,/server 127.0.0.1:8083/c\  '"$servers" -e "s/127.0.0.1:8080/127.0.0.1:$port/" \
    -e "s/upstream periods/upstream $name/" -e "s#http://periods#http://$name#" -e "s/\$business\b/\$business_$name/g"
}
{
  echo "worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.log; events { worker_connections 4096; } http { access_log off;"
  for silos in $(seq "$SILOS"); do
    side "hashed$silos" "883$silos" "$silos" <docs/nginx/periods.conf
    grep -v 'hash \$business' docs/nginx/periods.conf | side "turns$silos" "884$silos" "$silos"
  done
  echo "}"
} >"$work/nginx.conf"
nginx -c "$work/nginx.conf" -g 'daemon off;' & pids+=($!)
until curl -sf http://127.0.0.1:8841/health/ready >/dev/null; do kill -0 "${pids[-1]}"; done

post() { curl -sf -X POST "http://127.0.0.1:8831$1" -H "Authorization: Bearer $2" ${3:+-H "x-business-id: $3"} -H 'Content-Type: application/json' -d "$4"; }
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
echo "| silos | load      | by business | in turn   | ratio |"
echo "|------:|-----------|------------:|----------:|------:|"
for load in sign-offs scores; do
  for silos in $(seq "$SILOS"); do
    for round in $(seq "$rounds"); do
      measure "$load" "883$silos" >>"$work/$load.$silos.hashed"
      measure "$load" "884$silos" >>"$work/$load.$silos.turns"
    done
    awk -v s="$silos" -v load="$load" -v h="$(median <"$work/$load.$silos.hashed")" -v t="$(median <"$work/$load.$silos.turns")" \
      'BEGIN { printf "| %5d | %-9s | %9.0f/s | %7.0f/s | %5.2f |\n", s, load, h, t, h / t }'
  done
done
grep -h 'Non-2xx' "$work/wrk.log" || true
