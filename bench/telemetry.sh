#!/usr/bin/env bash
# What watching costs: sign-offs on SQLite, three processes of the same build unwatched and three watched (metrics scraped every second, one request in a hundred traced and
# exported), in turns. Prints a table; loopback only; stops by itself.
#   bench/telemetry.sh [ROUNDS, 10] [SECONDS of each, 1]
# Environment: PERIODS_BENCH_PORT, the first of 30 ports (8901).
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$(mktemp -d /tmp/periods-overhead-XXXX)
trap 'rm -rf "$work"' EXIT
. bench/lib.sh
publish src/Gateway ours
publish bench/Overhead overhead
dotnet "$work/overhead/Periods.Overhead.dll" work="$work" ours="$work/ours" port="${PERIODS_BENCH_PORT:-8901}" rounds="${1:-10}" seconds="${2:-1}"
