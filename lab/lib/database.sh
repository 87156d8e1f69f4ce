# The platform's database: one PostgreSQL 15. Sourced, never run.
# shellcheck shell=bash

build_database() {
    local folder=$state/database binaries
    binaries=$(pg_config --bindir 2>/dev/null || ls -d /usr/lib/postgresql/15/bin)
    mkdir -p "$folder"
    # It refuses root. Somebody else's process works in there, and must be able to get there.
    local as=()
    if [ "$(id -u)" = 0 ]; then
        chown postgres:postgres "$folder"
        as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
        local place=$folder closed=
        while [ "$place" != / ]; do
            "${as[@]}" test -x "$place" || closed=$place
            place=$(dirname "$place")
        done
        [ -z "$closed" ] || fail "PostgreSQL's user can't pass through $closed; let it: chmod o+x $closed"
    fi
    "${as[@]}" "$binaries/initdb" -D "$folder/data" -U postgres --auth=trust --no-sync -E UTF8 --locale=C.UTF-8 >"$state/logs/initdb" 2>&1 \
        || fail "PostgreSQL's data can't be made: $(tail -n 1 "$state/logs/initdb")"
    cat >>"$folder/data/postgresql.conf" <<END
listen_addresses = '$(address database app),$(address database prov)'
port = 5432
unix_socket_directories = ''
max_connections = 200
END
    local network
    for network in app prov; do
        network=$(address database $network)
        echo "host all all ${network%.*}.0/24 trust" >>"$folder/data/pg_hba.conf"
    done
    launch database database "${as[@]}" "$binaries/postgres" -D "$folder/data"
    eventually 20 "the database" on database "$binaries/pg_isready" -q -h "$(address database app)"
    on database psql -q -h "$(address database app)" -U postgres -c "CREATE DATABASE platform"
}

# database_address NETWORK
database_address() { echo "postgres://postgres@$(address database "$1"):5432/platform"; }
