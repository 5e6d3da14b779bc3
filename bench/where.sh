#!/usr/bin/env bash
# Where the service spends its processor time, by part, and what it allocates: per request, for each load on each storage. A sampling profiler looks at it from outside, which costs it a few
# percent. Prints a table; loopback only; stops by itself. Needs root and Debian; installs PostgreSQL and linux-perf when they are missing.
#   bench/where.sh [SECONDS of each load, 5]
# Environment: PERIODS_BENCH_PORT, the first of three ports (8931).
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
. bench/lib.sh
missing=()
command -v perf >/dev/null || missing+=(linux-perf)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
((${#missing[@]} == 0)) || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } >/dev/null
port=${PERIODS_BENCH_PORT:-8931}
begin where $((port + 2))
trap end EXIT
publish src/Gateway ours
publish bench/Where where
sql postgres "CREATE DATABASE periods"
journal_in periods
dotnet "$work/where/Periods.Where.dll" work="$work" ours="$work/ours" port="$port" postgres="$ConnectionStrings__Journal" seconds="${1:-5}"
