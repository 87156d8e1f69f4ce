# The hosts of the lab, the networks between them, and their addresses. Sourced, never run.
# shellcheck shell=bash

# Networks: ext is the internet, dmz lies between load balancer and external ingresses, int between external and internal
# ingresses, app between internal ingresses and what serves, prov between what serves and the outside companies.
networks=(ext dmz int app prov)

# HOST NETWORK NUMBER: the host's address there ends with the number.
plugs="
internet     ext  100
vantage1     ext  101
vantage2     ext  102
vantage3     ext  103
names        ext   14
names        app   14
names        prov  14
balancer     ext   15
balancer     dmz   10
ext-ingress1 dmz   11
ext-ingress1 int   11
ext-ingress2 dmz   12
ext-ingress2 int   12
int-ingress1 int   21
int-ingress1 app   21
int-ingress2 int   22
int-ingress2 app   22
app1         app   31
app1         prov  31
app2         app   32
app2         prov  32
database     app   40
database     prov  40
provider1    prov  51
provider2    prov  52
issuer       ext   61
issuer       prov  61
lookout      ext   90
lookout      dmz   90
lookout      int   90
lookout      app   90
lookout      prov  90
"

hosts() { awk 'NF { print $1 }' <<<"$plugs" | sort -u; }

# address HOST NETWORK
address() {
    local number third
    number=$(awk -v host="$1" -v network="$2" '$1 == host && $2 == network { print $3 }' <<<"$plugs")
    [ -n "$number" ] || fail "$1 has no plug in $2"
    case $2 in ext) third=50 ;; dmz) third=51 ;; int) third=52 ;; app) third=53 ;; prov) third=54 ;; esac
    if [ "$(lab_kind)" = loopback ]; then echo "127.$third.0.$number"; else echo "10.$third.0.$number"; fi
}

# name_or_address NAME HOST NETWORK: on loopback programs ask the machine's resolver, which does not know the lab's names.
name_or_address() { if [ "$(lab_kind)" = loopback ]; then address "$2" "$3"; else echo "$1"; fi; }

# Ports below 1024 belong to root on loopback, and may be taken there.
https_port() { if [ "$(lab_kind)" = loopback ]; then echo 8443; else echo 443; fi; }
dns_port() { if [ "$(lab_kind)" = loopback ]; then echo 5353; else echo 53; fi; }

# Switches stand in namespaces of their own: the machine's own network is not touched.
build_networks() {
    [ "$(lab_kind)" = loopback ] || network_commands | inside bash -euo pipefail
}

network_commands() {
    local network host number
    for network in "${networks[@]}"; do
        echo "ip netns add switch-$network"
        echo "ip -n switch-$network link add br0 type bridge"
        echo "ip -n switch-$network link set br0 up"
    done
    for host in $(hosts); do
        echo "ip netns add $host"
        echo "ip -n $host link set lo up"
        # Whoever is asked for a name asks the lab's own resolver, on its own host.
        echo "mkdir -p /etc/netns/$host"
        echo "printf 'nameserver 127.0.0.1\\noptions timeout:1 attempts:2\\n' >/etc/netns/$host/resolv.conf"
    done
    while read -r host network number; do
        [ -n "$host" ] || continue
        echo "ip link add name $network netns $host type veth peer name $host netns switch-$network"
        echo "ip -n $host addr add $(address "$host" "$network")/24 dev $network"
        echo "ip -n $host link set $network up"
        echo "ip -n switch-$network link set $host master br0 up"
    done <<<"$plugs"
}
