# Somebody changes the record by which a service is found, by hand, to an address where nobody is: that of the web shops' gateway,
# or of another service. It bites when what resolvers and terminals remember has run out.
# shellcheck shell=bash

describe="a name of the platform points to an address where nobody is: pay, or the one that is named (cb2a, nexo, apm, 3ds1, 3ds2)"

cause() {
    local network name
    name=$(service_name "${1:-pay}")
    network=$(address balancer ext)
    name_points "$name" "${network%.*}.99"
}

heal() {
    local service name
    for service in ${1:-pay 3ds1 3ds2 apm cb2a nexo}; do
        name=$(service_name "$service")
        name_points "$name" "$(address balancer ext)"
    done
}

service_name() {
    [ "$(lab_kind)" = namespaces ] || fail "on loopback nobody asks the lab's name server, so a wrong record would hit nobody"
    case $1 in
        pay | 3ds1 | 3ds2 | apm | cb2a | nexo) echo "$1.psp.test" ;;
        *) fail "wrong-record is caused on pay, 3ds1, 3ds2, apm, cb2a or nexo, not on '$1'" ;;
    esac
}
