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
            ready "$role" "$number"
        done
    done <<<"$roles"
}

# role_field ROLE COLUMN
role_field() { awk -v role="$1" -v column="$2" '$1 == role { print $column }' <<<"$roles"; }
# role_instances: each by its name, such as gateway2.
role_instances() { awk 'NF { for (number = 1; number <= split($2, hosts, ","); number++) print $1 number }' <<<"$roles"; }
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

# ready ROLE NUMBER: waits until an instance that was started serves.
ready() {
    eventually 20 "$1$2" on "$(host_of "$1" "$2")" curl -sf -o /dev/null "http://$(admin_of "$1" "$2")/healthz"
}

# start_role ROLE NUMBER: one instance, with the certificate of its own when a fault or an operator gave it one.
start_role() {
    local role=$1 number=$2 host network here keys=$state/keys certificate database
    host=$(host_of "$role" "$number")
    network=$(network_of "$host")
    here=$(address "$host" "$network")
    # A declaration would hide that one of these failed.
    database=$(database_of "$role")
    certificate=$keys/$host
    [ -e "$keys/$role$number.crt" ] && certificate=$keys/$role$number
    # What roles show each other inside, and to the provider.
    local inner=(--certificate "$certificate.crt" --key "$certificate.key" --authorities "$keys/inner.crt")
    local provider=(
        --provider "server1=$(name_or_address server1.provider.test provider1 prov):9200"
        --provider "server2=$(name_or_address server2.provider.test provider2 prov):9200"
        --provider-certificate "$keys/$host.crt" --provider-key "$keys/$host.key"
        --provider-authorities "$keys/inner.crt" --provider-peer provider1.int.test --provider-peer provider2.int.test)
    local common=(--name "$role$number" --admin "$(admin_of "$role" "$number")" --database "$database")
    local own=()
    case $role in
        provider) own=(--listen "$here:9200" --files "$state/settlement" "${inner[@]}") ;;
        cb2a-host) own=(--listen "$here:5002" "${provider[@]}") ;;
        nexo-authorisation)
            own=(--listen "$here:9210" "${inner[@]}" --peer app1.int.test --peer app2.int.test "${provider[@]}") ;;
        # Each host asks the authorisation server beside it, so that the matrix of pairs is what a probe sees.
        nexo-host)
            own=(--listen "$here:5001" --upstream "$here:9210" --upstream-certificate "$keys/$host.crt"
                --upstream-key "$keys/$host.key" --upstream-authorities "$keys/inner.crt" --upstream-peer "$host.int.test") ;;
        gateway)
            own=(--listen "$here:8501" --origin https://pay.psp.test --merchants "$state/secrets/merchants.json"
                --3ds "http://$(address app1 app):8502" --3ds "http://$(address app2 app):8502"
                --3ds-key "file:$state/secrets/gateway" "${provider[@]}") ;;
        3ds-server)
            # An authentication is known to the instance that began it, so browsers have to find that one, and so has the issuer.
            own=(--listen "$here:8502" --origin "https://3ds$number.psp.test"
                --listen "$(address "$host" prov):8502" --inside-origin "http://$(address "$host" prov):8502"
                --directory "http://$(address issuer prov):8504/directory" --return-origin https://pay.psp.test
                --caller-key "file:$state/secrets/gateway" --sealing-key "file:$state/secrets/sealing") ;;
        issuer)
            # Payers' browsers reach its challenge page from the internet.
            own=(--listen "$here:8504" --inside-origin "http://$here:8504" --sealing-key "file:$state/secrets/sealing"
                --public "$(address issuer ext):$(https_port)" --origin https://acs.issuer.test
                --public-certificate "$keys/public.crt" --public-key "$keys/public.key"
                --server-origin https://3ds1.psp.test --server-origin https://3ds2.psp.test
                --server-origin "http://$(address app1 prov):8502" --server-origin "http://$(address app2 prov):8502") ;;
        apm-gateway)
            own=(--listen "$here:8503" --origin https://apm.psp.test --merchants "$state/secrets/payees.json"
                --bank-secret "file:$state/secrets/bank" --sealing-key "file:$state/secrets/sealing") ;;
        settlement)
            own=(--files "$state/settlement")
            local channel
            for channel in ecommerce instore-cb2a instore-nexo e-terminal; do own+=(--cut-off "$channel=00:00"); done ;;
        *) fail "nobody has written how $role is started" ;;
    esac
    launch "$host" "$role$number" "$program" platform "$role" "${common[@]}" "${own[@]}"
}

# The platform's ledger and records are one database; the provider is another company.
database_of() {
    case $1 in
        provider) echo "$(database_address prov)?schema=provider" ;;
        *) echo "$(database_address app)?schema=platform" ;;
    esac
}

# What merchants and roles prove themselves with; the lab's shop has the key vgk_test_lab_shop.
secrets() {
    local folder=$state/secrets name
    mkdir -p "$folder"
    (
        umask 077
        for name in gateway sealing bank; do openssl rand -hex 32 >"$folder/$name"; done
        local digest
        digest=$(printf %s vgk_test_lab_shop | sha256sum | cut -d' ' -f1)
        printf '{"merchants":[{"id":"shop-1","name":"LAB SHOP","keys":["sha256:%s"]}]}\n' "$digest" >"$folder/merchants.json"
        printf '{"merchants":[{"id":"shop-1","name":"LAB SHOP","keys":["sha256:%s"],"returnOrigins":["https://pay.psp.test"]}]}\n' \
            "$digest" >"$folder/payees.json"
    )
}
