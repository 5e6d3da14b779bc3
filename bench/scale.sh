#!/usr/bin/env bash
# How the service scales: memory of idle periods, streams of one period, silos on one PostgreSQL. Prints tables; loopback only; stops by itself.
#   bench/scale.sh [memory|streams|silos ...]       all three by default; memory with LARGEST=100000 fills 1.2 million periods, which takes minutes
set -euo pipefail
cd "$(dirname "$0")/.."
LARGEST=${LARGEST:-10000} CHANGES=${CHANGES:-50}
what=("${@:-memory}")
[ $# -gt 0 ] || what=(memory streams silos)
work=$(mktemp -d /tmp/periods-scale-XXXX)
trap 'rm -rf "$work"' EXIT
dotnet build bench/Scale -c Release --nologo -v quiet >&2
scale() { dotnet bench/Scale/bin/Release/net10.0/Periods.Scale.dll "$@"; }

memory() {
  echo "| businesses | months | open | first touch p50 | p99 | loads | heap per period | resident per period | heap per entity | process |"
  echo "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|"
  for size in "1 opened" "1000 opened" "1000 worked" "10000 opened" "100000 opened"; do
    read -r businesses months <<<"$size"
    [ "$businesses" -le "$LARGEST" ] || continue
    mkdir "$work/$businesses-$months"
    scale fill "$work/$businesses-$months" "$businesses" "$months" >&2
    scale touch "$work/$businesses-$months" "$businesses" "$months"
    rm -rf "${work:?}/$businesses-$months"
  done
}

streams() {
  dotnet build src/Gateway -c Release --nologo -v quiet >&2
  echo "| streams | sent to last p50 | p99 | answered to last p50 | p99 | service CPU per stream | resident before | after |"
  echo "|---:|---:|---:|---:|---:|---:|---:|---:|"
  mkdir "$work/streams"
  scale streams src/Gateway/bin/Release/net10.0/Periods.Gateway.dll "$work/streams" http://127.0.0.1:8801 "$CHANGES" 10 100 1000 10000
}

silos() { bench/routing/run.sh; }

for part in "${what[@]}"; do
  echo "$part"
  "$part"
  echo
done
