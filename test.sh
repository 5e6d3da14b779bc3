#!/usr/bin/env bash
# Builds everything and runs every test, as CI does. The last line is the sum: "N passed, N failed".
#   ./test.sh                 everything, the faults in their short form
#   ./test.sh faults ROUNDS   only the faults, in so many long rounds; PERIODS_FAULT_SEED repeats what was asked
#   ./test.sh rollout         only the rehearsal of a rollout
#   ./test.sh orleans         what the hosts have in common, on three silos of the Orleans host, and that host's own tests; where its packages restore
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# What tests need beside the SDK comes from the distribution. There is no run without it.
missing=()
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v curl >/dev/null || missing+=(curl)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
command -v nginx >/dev/null || missing+=(nginx)
if ((${#missing[@]})); then
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } >/dev/null || { echo "cannot install ${missing[*]}"; echo "0 passed, 1 failed"; exit 1; }
fi

projects=(tests/*.Tests/*.csproj tests/Faults/Faults.csproj tests/Rollout/Rollout.csproj) built=(Periods.sln) host=local hang=15m
case "${1:-}" in
  faults)
    projects=(tests/Faults/Faults.csproj) hang=12h
    export PERIODS_FAULT_ROUNDS="${2:-1}" ;;
  rollout) projects=(tests/Rollout/Rollout.csproj) ;;
  orleans)
    projects=(tests/Silo.Tests/Silo.Tests.csproj tests/Gateway.Tests/Gateway.Tests.csproj tests/Simulation.Tests/Simulation.Tests.csproj tests/Faults/Faults.csproj)
    # Not everything: the tools of bench/Micro want another compiler than Orleans' generators.
    built=("${projects[@]}") host=orleans
    # MSBuild takes properties from the environment, here and where tests are run.
    export GrainHost=orleans
    for project in "${built[@]}"; do
      restored=$(dotnet restore "$project" -v quiet 2>&1) && continue
      echo "the Orleans host cannot be built here: $(grep -oE 'NU[0-9]+: [^[]*' <<<"$restored" | head -1)"
      echo "0 passed, 1 failed"; exit 1
    done ;;
esac

for project in "${built[@]}"; do dotnet build "$project" -c Release --nologo -v quiet || { echo "0 passed, 1 failed"; exit 1; }; done

# The number behind a word in the runner's summary lines, added up.
sum() { grep -oE "$1: +[0-9]+" "$2" | awk '{ n += $2 } END { print n + 0 }'; }

# What both hosts have to pass, by project. What one process does with its own file is the same code under either host, and is
# tested on the local one.
declare -A common=()
if [ "$host" = orleans ]; then
  common=(
    [Silo.Tests]='FullyQualifiedName~Orleans'
    [Gateway.Tests]='FullyQualifiedName!~Survival&Needs!=one process'
    [Simulation.Tests]='FullyQualifiedName~ModelTests'
    [Faults]='FullyQualifiedName~S01|FullyQualifiedName~S02|FullyQualifiedName~S04|FullyQualifiedName~S08|FullyQualifiedName~S12|FullyQualifiedName~S13|FullyQualifiedName~S15|FullyQualifiedName~S18|FullyQualifiedName~S19'
  )
  export PERIODS_TEST_SILOS=3
fi

passed=0 failed=0
for project in "${projects[@]}"; do
  name=$(basename "$project" .csproj)
  log=$(mktemp)
  dotnet test "$project" -c Release --no-build --nologo --blame-hang-timeout "$hang" --blame-hang-dump-type none --logger "console;verbosity=minimal" ${common[$name]:+--filter "${common[$name]}"} 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  p=$(sum Passed "$log") f=$(sum Failed "$log")
  rm -f "$log"
  # A test project that ran nothing, or died before it could say so, is a failure.
  if [ $((p + f)) -eq 0 ] || { [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; }; then echo "$name: did not run to its end"; f=$((f + 1)); fi
  passed=$((passed + p)) failed=$((failed + f))
done
# What cannot be installed everywhere is said to be missing, so that nobody takes its tests for passed.
if [[ " ${projects[*]} " == *K8s* ]]; then
  [ -n "${PERIODS_K8S_VALIDATOR:-}" ] || echo "not checked: manifests against the API documents of Kubernetes (PERIODS_K8S_VALIDATOR is not set)"
  command -v kubectl >/dev/null || echo "not checked: our rendering of manifests against kubectl's (there is no kubectl)"
fi
case $host in
  local) echo "covered: the local host; the Orleans host by ./test.sh orleans" ;;
  orleans) echo "covered: the Orleans host; the local host by ./test.sh" ;;
esac
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
