# Tests of the views, written in SQL. Sourced by the tests of this folder.
#
#   . "$(dirname "$0")/tap.sh"
#   run_sql <<'SQL'
#   INSERT INTO request …
#   INSERT INTO expect(name, got, want) VALUES ('what is tested', (SELECT …), 42);
#   SQL
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

run_sql() {
    {
        schema
        cat "$root/tests/sql/given.sql"
        cat
        cat <<'SQL'
CREATE TEMP VIEW outcome AS
SELECT number, name, got, want,
  CASE WHEN within IS NULL THEN got IS want
       ELSE got IS NOT NULL AND typeof(got) IN ('real', 'integer') AND abs(got - want) <= within * max(abs(want), 1e-300) END AS good
FROM expect;
SELECT CASE WHEN good THEN 'ok ' ELSE 'not ok ' END || number || ' - ' || name
  || CASE WHEN good THEN '' ELSE char(10) || '# got ' || quote(got) || ', want ' || quote(want) END
FROM outcome ORDER BY number;
SELECT '1..' || coalesce(max(number), 1) FROM expect;
SELECT 'not ok 1 - nothing was tested' WHERE NOT EXISTS (SELECT 1 FROM expect);
SQL
    } >"$work/script.sql"
    if ! (cd "$root/tests/sql/reference" && sqlite3 -batch -bail :memory: <"$work/script.sql") >"$work/out" 2>"$work/err"; then
        sed 's/^/# /' "$work/err"
        echo 'not ok 1 - the SQL runs'
        echo '1..1'
        exit 1
    fi
    cat "$work/out"
    ! grep -q '^not ok' "$work/out"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
