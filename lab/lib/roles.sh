# The roles of the platform, two instances of each, and the provider's servers. Sourced, never run.
# shellcheck shell=bash

# ROLE HOSTS ADMIN-PORT: where its instances stand, and where they tell how they are. Databases first, then who is asked by others.
roles="
provider           provider1,provider2 9600
issuer             issuer              9603
3ds-server         app1,app2           9502
nexo-authorisation app1,app2           9521
nexo-host          app1,app2           9520
cb2a-host          app1,app2           9510
apm-gateway        app1,app2           9503
gateway            app1,app2           9501
settlement         app1                9540
"

build_roles() {
    mkdir -p "$state/settlement"
    secrets
    local role places port host number
    while read -r role places port; do
        [ -n "$role" ] || continue
        number=0
        for host in ${places//,/ }; do
            number=$((number + 1))
            start_role "$role" "$number"
        done
    done <<<"$roles"
    while read -r role places port; do
        [ -n "$role" ] || continue
        number=0
        for host in ${places//,/ }; do
            number=$((number + 1))
            eventually 20 "$role$number" on "$host" curl -sf -o /dev/null "http://$(admin_of "$role" "$number")/healthz"
        done
    done <<<"$roles"
}

# role_field ROLE COLUMN
role_field() { awk -v role="$1" -v column="$2" '$1 == role { print $column }' <<<"$roles"; }
# host_of ROLE NUMBER
host_of() { role_field "$1" 2 | cut -d, -f"$2"; }
# network_of HOST: where others of the platform reach it.
network_of() { case $1 in app*) echo app ;; *) echo prov ;; esac; }
# admin_of ROLE NUMBER
admin_of() {
    local host
    host=$(host_of "$1" "$2")
    echo "$(address "$host" "$(network_of "$host")"):$(role_field "$1" 3)"
}

# start_role ROLE NUMBER: one instance, with the certificate of its own when a fault or an operator gave it one.
start_role() {
    local role=$1 number=$2 host network here keys=$state/keys certificate
    host=$(host_of "$role" "$number")
    network=$(network_of "$host")
    here=$(address "$host" "$network")
    certificate=$keys/$host
    [ -e "$keys/$role$number.crt" ] && certificate=$keys/$role$number
    # What roles show each other inside.
    local inner=(--certificate "$certificate.crt" --key "$certificate.key" --authorities "$keys/inner.crt")
    local provider=(
        --provider "server1=server1.provider.test:9200" --provider "server2=server2.provider.test:9200"
        --provider-certificate "$certificate.crt" --provider-key "$certificate.key"
        --provider-authorities "$keys/inner.crt" --provider-peer provider1.int.test --provider-peer provider2.int.test)
    local common=(--name "$role$number" --admin "$(admin_of "$role" "$number")" --database "$(database_address "$role")")
    local own=()
    case $role in
        provider) own=(--listen "$here:9200" --files "$state/settlement" "${inner[@]}") ;;
        cb2a-host) own=(--listen "$here:5002" "${provider[@]}") ;;
        nexo-authorisation) own=(--listen "$here:9210" "${inner[@]}" --peer app1.int.test --peer app2.int.test "${provider[@]}") ;;
        nexo-host)
            own=(--listen "$here:5001" --authorisation "one=$(address app1 app):9210" --authorisation "two=$(address app2 app):9210"
                --authorisation-certificate "$certificate.crt" --authorisation-key "$certificate.key"
                --authorisation-authorities "$keys/inner.crt" --authorisation-peer app.int.test) ;;
        *) fail "nobody has written how $role is started" ;;
    esac
    launch "$host" "$role$number" "$program" platform "$role" "${common[@]}" "${own[@]}"
}
