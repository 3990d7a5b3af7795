# Tests of the views, written in SQL. Sourced by the tests of this folder.
#
#   . "$(dirname "$0")/tap.sh"
#   run_sql <<'SQL'
#   INSERT INTO request …
#   INSERT INTO expect(name, got, want) VALUES ('what is tested', (SELECT …), 42);
#   SQL
#   finish
#
#  1. The script runs in a bare sqlite3 shell, on a database in memory made of the files of schema/ and nothing else.
#  2. A row of `expect` is a test: got must be want (NULL too), or within the relative tolerance `within` where it is
#     given. Expectations come from outside the views: by hand, numpy, scipy, brute force (reference.py).
#  3. Any error of SQL fails the test; a script without a row of expect fails, too.
#  4. Without sqlite3 everything is skipped.

root=$(cd "$(dirname "$0")/../.." && pwd)

if ! command -v sqlite3 >/dev/null 2>&1; then
    echo '1..0 # SKIP sqlite3 is not installed'
    exit 0
fi

schema() { # the SQL of schema/: facts first, then the views in any order
    cat "$root/schema/facts.sql"
    for file in "$root"/schema/*.sql; do
        [ "$file" = "$root/schema/facts.sql" ] || cat "$file"
    done
}

tests=0 failed=0

result() { # result true|false NAME [DETAIL]
    tests=$((tests + 1))
    if $1; then
        echo "ok $tests - $2"
    else
        failed=$((failed + 1))
        echo "not ok $tests - $2"
        [ -z "${3:-}" ] || printf '%s\n' "$3" | sed 's/^/# /'
    fi
}

shell() { # a bare shell; .import finds the reference values
    (cd "$root/tests/sql/reference" && sqlite3 -batch -bail "${1:-:memory:}" 2>&1)
}

run_sql() {
    {
        schema
        cat "$root/tests/sql/given.sql"
        cat
        cat <<'SQL'
SELECT CASE WHEN good THEN 'true' ELSE 'false' END || char(9) || name || char(9) || quote(got) || ', want ' || quote(want)
FROM (SELECT *, CASE WHEN within IS NULL THEN got IS want
                     ELSE typeof(got) IN ('real', 'integer') AND abs(got - want) <= within * max(abs(want), 1e-300) END AS good
      FROM expect)
ORDER BY number;
SQL
    } | shell >"$work/out" || {
        result false 'the SQL runs' "$(tail -3 "$work/out")"
        return
    }
    [ -s "$work/out" ] || result false 'something is tested'
    while IFS=$(printf '\t') read -r good name detail; do
        result "$good" "$name" "got $detail"
    done <"$work/out"
}

finish() {
    echo "1..$tests"
    exit $((failed > 0))
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
