# A PostgreSQL server of one's own in a folder, reached by its socket there; for sourcing.
#
#  postgresql_missing          prints why there can be none here, or nothing
#  postgresql_start DIR        makes and starts it: psql then reaches its database 'evalrate' as user 'evalrate'
#  postgresql_stop
#
# It never listens on a network, and its files need not survive a crash. As root it runs as user postgres, since it refuses
# root. The settings are those that README recommends.
postgresql_programs=$(for each in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin; do
    [ ! -x "$each/initdb" ] || echo "$each"
done | sort -V | tail -n 1)
[ -n "$postgresql_programs" ] || postgresql_programs=$(dirname "$(command -v initdb || echo /nowhere/initdb)")

postgresql_missing() {
    if [ ! -x "$postgresql_programs/initdb" ] || ! command -v psql >/dev/null; then
        echo 'PostgreSQL is not installed'
    elif [ "$(id -u)" -eq 0 ] && ! { id postgres && command -v setpriv; } >/dev/null 2>&1; then
        echo 'PostgreSQL does not run as root, and there is no user postgres'
    fi
}

postgresql_as_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid postgres --regid postgres --init-groups "$@"
    else
        "$@"
    fi
}

postgresql_start() {
    postgresql_folder=$1
    mkdir -p "$postgresql_folder" || return 1
    [ "$(id -u)" -ne 0 ] || chown postgres "$postgresql_folder" || return 1
    PGHOST=$postgresql_folder PGUSER=evalrate PGDATABASE=evalrate
    PGOPTIONS='-c jit=off -c work_mem=256MB -c enable_nestloop=off'
    export PGHOST PGUSER PGDATABASE PGOPTIONS
    (
        cd "$postgresql_folder" || exit 1
        postgresql_as_owner "$postgresql_programs/initdb" -D data -U evalrate -A trust -E UTF8 --locale=C --no-sync &&
            postgresql_as_owner "$postgresql_programs/pg_ctl" -D data -w -l log start \
                -o "-c listen_addresses= -c unix_socket_directories=$postgresql_folder -c fsync=off -c full_page_writes=off" &&
            "$postgresql_programs/createdb" evalrate
    ) >"$postgresql_folder/start.log" 2>&1 || { sed 's/^/# /' "$postgresql_folder/start.log"; return 1; }
}

postgresql_stop() {
    postgresql_as_owner "$postgresql_programs/pg_ctl" -D "$postgresql_folder/data" -m immediate stop >/dev/null 2>&1
}
