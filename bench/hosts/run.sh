#!/usr/bin/env bash
# Which host when (docs/adr/0014-which-host-when.md): the local and the Orleans host, one and three silos of each, on one PostgreSQL behind nginx, which asks the
# silos in turn. Sign-offs per second and p99 over BUSINESSES businesses, batches the primary key refused (what it did not have to, the statement found), and how long after SIGKILL of one of three silos the
# slowest business had its next sign-off. Loopback only; stops by itself. Needs root, PostgreSQL, nginx, wrk and Node.js from Debian, and both builds of the gateway.
#   bench/hosts/run.sh [SECONDS per measurement, 5] [ROUNDS, 3]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-5} rounds=${2:-3} BUSINESSES=60
silos=() server=
. bench/lib.sh
declare -A gateway=([local]=src/Gateway/bin/Release/net10.0/Periods.Gateway.dll [orleans]=src/Gateway/bin/orleans/Release/net10.0/Periods.Gateway.dll)
for host in local orleans; do [ -f "${gateway[$host]}" ] || { echo "build the $host host first: ${gateway[$host]} is missing" >&2; exit 1; }; done

leave() {
  for pid in "${silos[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  # nginx takes its workers along only when it is asked.
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  silos=() server=
}
finish() {
  leave
  end
}
trap finish EXIT

begin hosts 5598

launch() {
  ASPNETCORE_URLS="http://127.0.0.1:889$2" Orleans__SiloPort="1119$2" Orleans__GatewayPort="3019$2" dotnet "${gateway[$1]}" >>"$work/$1.$2.log" 2>&1 & silos[$2]=$!
  until curl -sf "http://127.0.0.1:889$2/health/ready" >/dev/null; do kill -0 "${silos[$2]}"; done
}

# A cluster of one host on a database of its own, behind nginx on 8890, with businesses to sign off.
enter() {
  local host=$1 count=$2 servers=""
  sql postgres "DROP DATABASE IF EXISTS periods" && sql postgres "CREATE DATABASE periods"
  journal_in periods "Maximum Pool Size=10"
  for silo in $(seq "$count"); do launch "$host" "$silo"; servers+="server 127.0.0.1:889$silo max_fails=1 fail_timeout=2s; "; done
  echo "worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.log; events { worker_connections 4096; } http { access_log off;
    upstream periods { $servers keepalive 128; }
    server { listen 127.0.0.1:8890; location / { proxy_pass http://periods; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_next_upstream error timeout; } } }" >"$work/nginx.conf"
  nginx -c "$work/nginx.conf" -g 'daemon off;' & server=$!
  until curl -sf http://127.0.0.1:8890/health/ready >/dev/null; do kill -0 "$server"; done
  make_businesses http://127.0.0.1:8890 "$BUSINESSES"
  wrk -t1 -c64 -d3s -s bench/routing/sign-offs.lua http://127.0.0.1:8890 >/dev/null
}

refused() { sql postgres "SELECT xact_rollback FROM pg_stat_database WHERE datname = 'periods'"; }

for round in $(seq "$rounds"); do
  for host in local orleans; do
    for count in 1 3; do
      enter "$host" "$count"
      before=$(refused)
      wrk -t1 -c64 -d"${seconds}s" --latency -s bench/routing/sign-offs.lua http://127.0.0.1:8890 >"$work/wrk"
      awk '/Requests\/sec/ { print $2 }' "$work/wrk" >>"$work/$host.$count.rate"
      awk '/ 99%/ { v = $2; print (v ~ /us$/ ? v / 1000 : v ~ /ms$/ ? v + 0 : v * 1000) }' "$work/wrk" >>"$work/$host.$count.p99"
      grep 'Non-2xx' "$work/wrk" >&2 || true
      sleep 1 # PostgreSQL tells its counts a moment later.
      echo $(($(refused) - before)) >>"$work/$host.$count.refused"
      if [ "$count" = 3 ]; then
        node bench/hosts/recovery.mjs "$PERIODS_BENCH_LIST" "${silos[3]}" http://127.0.0.1:8891 http://127.0.0.1:8892 >"$work/recovery"
        cut -d' ' -f1 "$work/recovery" >>"$work/$host.$count.recovery"
        cut -d' ' -f2 "$work/recovery" >>"$work/$host.$count.failed"
      fi
      leave
    done
  done
done

echo "| host    | silos | sign-offs/s |  p99 ms | refused batches | after SIGKILL, ms | failed |"
echo "|---------|------:|------------:|--------:|----------------:|------------------:|-------:|"
for host in local orleans; do
  for count in 1 3; do
    of() { [ -f "$work/$host.$count.$1" ] && median <"$work/$host.$count.$1" || echo "-"; }
    printf "| %-7s | %5s | %11.0f | %7.1f | %15s | %17s | %6s |\n" "$host" "$count" "$(of rate)" "$(of p99)" "$(of refused)" "$(of recovery)" "$(of failed)"
  done
done
