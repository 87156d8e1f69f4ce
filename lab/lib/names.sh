# Names: knot answers for the lab's zones, and every host has an unbound of its own. Sourced, never run.
# shellcheck shell=bash

# Records of the platform live for five seconds, so that a wrong one bites within seconds and not within the hour.
names_ttl=5

build_names() {
    local folder=$state/names host
    mkdir -p "$folder/db" "$folder/run"
    keymgr -t update hmac-sha256 >"$folder/key.conf"
    zone psp.test "
pay  $names_ttl A $(address balancer ext)
3ds1 $names_ttl A $(address balancer ext)
3ds2 $names_ttl A $(address balancer ext)
apm  $names_ttl A $(address balancer ext)
cb2a $names_ttl A $(address balancer ext)
nexo $names_ttl A $(address balancer ext)
" >"$folder/psp.test.zone"
    zone provider.test "
server1 $names_ttl A $(address provider1 prov)
server2 $names_ttl A $(address provider2 prov)
" >"$folder/provider.test.zone"
    zone issuer.test "
acs $names_ttl A $(address issuer ext)
" >"$folder/issuer.test.zone"
    {
        printf 'server:\n    rundir: %s/run\n    pidfile: knot.pid\n' "$folder"
        local network
        for network in ext app prov; do
            printf '    listen: %s@%s\n' "$(address names $network)" "$(dns_port)"
        done
        cat <<END
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: $folder/db
    journal-db-max-size: 64M
control:
    listen: knot.sock
include: $folder/key.conf
acl:
  - id: update
    key: update
    action: [ update, transfer ]
template:
  - id: default
    storage: $folder
    file: "%s.zone"
    acl: update
    zonefile-load: whole
    journal-content: changes
    zonefile-sync: -1
zone:
  - domain: psp.test
  - domain: provider.test
  - domain: issuer.test
END
    } >"$folder/knot.conf"
    knotc -c "$folder/knot.conf" conf-check >/dev/null || fail "knot refuses $folder/knot.conf"
    launch names knot knotd -c "$folder/knot.conf"
    eventually 10 "the name server" on internet kdig +timeout=1 +retry=0 -p "$(dns_port)" "@$(address names ext)" pay.psp.test
    # On loopback there is one resolver for all, on an address of its own.
    if [ "$(lab_kind)" = loopback ]; then resolver names ext; return; fi
    for host in internet vantage1 vantage2 vantage3 lookout; do resolver "$host" ext; done
    for host in app1 app2 int-ingress1 int-ingress2; do resolver "$host" app; done
    for host in provider1 provider2 issuer; do resolver "$host" prov; done
}

# zone NAME RECORDS
zone() {
    printf '$ORIGIN %s.\n$TTL 60\n@ SOA ns hostmaster 1 60 60 3600 1\n@ NS ns\nns A %s\n%s' \
        "$1" "$(address names ext)" "$2"
}

# resolver HOST NETWORK: what this host asks for names; it asks knot over that network.
resolver() {
    local folder=$state/names/$1 from listen=127.0.0.1
    mkdir -p "$folder"
    from=$(address names "$2")
    [ "$(lab_kind)" = loopback ] && listen=127.50.0.53
    cat >"$folder/unbound.conf" <<END
server:
  chroot: ""
  username: ""
  directory: "$folder"
  pidfile: "$folder/unbound.pid"
  interface: $listen@$(dns_port)
  access-control: 127.0.0.0/8 allow
  use-syslog: no
  logfile: ""
  module-config: "iterator"
  do-not-query-localhost: no
  local-zone: "test." nodefault
  domain-insecure: "test"
  cache-max-ttl: $names_ttl
  cache-max-negative-ttl: 1
  infra-host-ttl: 2
remote-control:
  control-enable: yes
  control-interface: "$folder/control"
  control-use-cert: no
stub-zone:
  name: "test"
  stub-addr: $from@$(dns_port)
END
    unbound-checkconf "$folder/unbound.conf" >/dev/null || fail "unbound refuses $folder/unbound.conf"
    launch "$1" "resolver-$1" unbound -d -c "$folder/unbound.conf"
}

# name_points NAME ADDRESS: changes a record as an operator would, by a signed update.
name_points() {
    local name=$1 zone=${1#*.} key
    key=$(sed -n 's/^# //p' "$state/names/key.conf")
    on names nsupdate -y "$key" <<END
server $(address names ext) $(dns_port)
zone $zone
update delete $name. A
update add $name. $names_ttl A $2
send
END
}
