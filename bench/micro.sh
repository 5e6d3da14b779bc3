#!/usr/bin/env bash
# The hot pieces one by one, with what they allocate: a table in about two minutes. Arguments go to BenchmarkDotNet, such as --filter '*Rules*'.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/Micro -c Release --nologo -v quiet >&2
dotnet bench/Micro/bin/Release/net10.0/Periods.Micro.dll "$@" | sed -n '/^BenchmarkDotNet v/,$p' | grep -vE '^//|^$|^ *$|^(Legends|Run time)|^  (Mean|Error|StdDev|Median|Gen[0-2]|Allocated|1 )'
rm -rf "${TMPDIR:-/tmp}/periods-micro"
