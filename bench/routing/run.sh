#!/usr/bin/env bash
# Do more silos help, and does routing by business? One to four silos on one PostgreSQL behind nginx: round robin against consistent hashing
# (docs/nginx/periods.conf), sign-offs and score reads over BUSINESSES businesses, sides alternating in one run. Loopback only; stops by itself. Needs root,
# PostgreSQL, nginx and wrk from Debian.
#   bench/routing/run.sh [SECONDS per measurement, 4] [ROUNDS, 3]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-4} rounds=${2:-3} BUSINESSES=60 SILOS=4
pids=()
. bench/lib.sh

finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  end
}
trap finish EXIT

begin routing 5599
sql postgres 'CREATE DATABASE periods'
journal_in periods

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

make_businesses http://127.0.0.1:8831 "$BUSINESSES"

measure() { wrk -t1 -c64 -d"${seconds}s" -s "bench/routing/$1.lua" "http://127.0.0.1:$2" | tee -a "$work/wrk.log" | awk '/Requests\/sec/ { print $2 }'; }
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
