# Sourced by the measurements beside it; bench/hosts/run.sh, bench/routing/run.sh and bench/where.sh use its PostgreSQL: a working folder, the server, businesses to sign off, medians.

# A program, ready to run, in the working folder.
publish() { dotnet publish "$1" -c Release --nologo -v quiet -o "$work/$2" >"$work/build.log" || { cat "$work/build.log"; exit 1; }; }

# A folder named after the comparison ($work), an operator token, and a server of its own on a port.
begin() {
  work=$(mktemp -d "/tmp/periods-$1-XXXX") postgres_port=$2
  chmod 755 "$work"
  bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -1)")
  export Access__OperatorToken="$1-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" PERIODS_BENCH_LIST="$work/businesses"
  mkdir "$work/pg" && chown postgres "$work/pg"
  runuser -u postgres -- "$bin/initdb" -D "$work/pg" -A trust -U periods >/dev/null
  runuser -u postgres -- "$bin/pg_ctl" -D "$work/pg" -o "-p $postgres_port -k $work/pg" -l "$work/pg/log" -w start >/dev/null
}

end() {
  runuser -u postgres -- "$bin/pg_ctl" -D "$work/pg" -m fast stop >/dev/null 2>&1 || true
  rm -rf "$work"
}

# What a statement answers in a database.
sql() { runuser -u postgres -- "$bin/psql" -h "$work/pg" -p "$postgres_port" -U periods -qtA "$1" -c "$2"; }

# The journal of silos started from now on; what else their connection string needs may follow.
journal_in() { export ConnectionStrings__Journal="Host=127.0.0.1;Port=$postgres_port;Username=periods;Database=$1;${2:-}"; }

post() { curl -sf -X POST "$1$2" -H "Authorization: Bearer $3" ${4:+-H "x-business-id: $4"} -H 'Content-Type: application/json' -d "$5"; }
field() { grep -oE "\"$1\":\"[^\"]+\"" | head -1 | cut -d'"' -f4; }

# Businesses with an owner and an open January, made through an address: a line of business, token and period for each, where the scripts of wrk read them.
make_businesses() {
  local at=$1 count=$2 n business user token period
  for n in $(seq "$count"); do
    business=$(post "$at" /api/v1/businesses "$Access__OperatorToken" "" "{\"name\": \"Company $n\"}" | field id)
    user=$(post "$at" /api/v1/businesses/users "$Access__OperatorToken" "$business" '{"email": "o@acme.example", "first_name": "O", "last_name": "O", "role": "owner"}' | field id)
    token=$(post "$at" /api/v1/tokens "$Access__OperatorToken" "$business" "{\"name\": \"bench\", \"user_id\": \"$user\"}" | field token)
    period=$(post "$at" /api/v1/accounting-periods "$token" "$business" '{"period_start": "2026-01-01", "period_end": "2026-01-31"}' | field id)
    echo "$business $token $period"
  done >"$PERIODS_BENCH_LIST"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
