# The load balancer and the two stages of ingresses, all HAProxy. Sourced, never run.
# shellcheck shell=bash

# What goes through them: NAME PROTOCOL PORT HOSTNAME. Web services share the HTTPS port and are told apart by their names; a name of
# which # is a part stands for one instance each. Terminals have a port for each protocol.
services="
gateway      http 8501 pay.psp.test
3ds-server   http 8502 3ds#.psp.test
apm-gateway  http 8503 apm.psp.test
cb2a-host    tcp  5002 cb2a.psp.test
nexo-host    tcp  5001 nexo.psp.test
"

build_proxies() {
    mkdir -p "$state/proxies"
    balancer_configuration >"$state/proxies/balancer.cfg"
    local number
    for number in 1 2; do
        external_configuration "ext-ingress$number" "$(address "ext-ingress$number" dmz)" healthy \
            >"$state/proxies/ext-ingress$number.cfg"
        internal_configuration "int-ingress$number" >"$state/proxies/int-ingress$number.cfg"
    done
    local host
    for host in int-ingress1 int-ingress2 ext-ingress1 ext-ingress2 balancer; do proxy "$host"; done
}

# proxy HOST: checks its configuration and starts it.
proxy() {
    haproxy -q -c -f "$state/proxies/$1.cfg" || fail "haproxy refuses $state/proxies/$1.cfg"
    launch "$1" "$1" haproxy -W -S "unix@$state/run/$1.master" -f "$state/proxies/$1.cfg"
}

# reload HOST: a new worker with the configuration that is there now; what the old one serves is finished.
reload() {
    haproxy -q -c -f "$state/proxies/$1.cfg" || fail "haproxy refuses $state/proxies/$1.cfg"
    echo reload | socat - "unix-connect:$state/run/$1.master" >/dev/null
}

# ask HOST COMMAND…: over the proxy's own socket, such as `ask balancer show stat`.
ask() {
    local host=$1
    shift
    echo "$*" | socat -t5 - "unix-connect:$state/run/$host.sock"
}

proxy_basis() {
    cat <<END
global
  nbthread 1
  stats socket unix@$state/run/$1.sock mode 600 level admin
  hard-stop-after 10s
  log stdout format raw local0 notice
defaults
  log global
  option redispatch
  timeout connect 1s
  timeout client 60s
  timeout server 20s
  timeout check 1s
  timeout tunnel 1h
  default-server inter 500 fastinter 250 downinter 500 fall 2 rise 2
END
}

balancer_configuration() {
    local keys=$state/keys name protocol port host number
    proxy_basis balancer
    cat <<END
frontend web
  mode http
  bind $(address balancer ext):$(https_port) ssl crt $keys/public.pem alpn h2,http/1.1
  http-request set-header X-Forwarded-Proto https
  option forwardfor
  default_backend web
backend web
  mode http
  option httpchk
  http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host pay.psp.test
  http-check expect status 200
  default-server check ssl verify required ca-file $keys/inner.crt crt $keys/balancer.pem
END
    for number in 1 2; do
        echo "  server ext-ingress$number $(address "ext-ingress$number" dmz):8443 verifyhost ext-ingress$number.int.test"
    done
    while read -r name protocol port host; do
        [ "$protocol" = tcp ] || continue
        cat <<END
frontend $name
  mode tcp
  bind $(address balancer ext):$port ssl crt $keys/public.pem
  default_backend $name
backend $name
  mode tcp
  option httpchk
  http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host pay.psp.test
  http-check expect status 200
  default-server check port 8443 check-ssl on-marked-down shutdown-sessions ssl verify required ca-file $keys/inner.crt crt $keys/balancer.pem
END
        for number in 1 2; do
            echo "  server ext-ingress$number $(address "ext-ingress$number" dmz):$port verifyhost ext-ingress$number.int.test"
        done
    done <<<"$services"
}

# external_configuration HOST ADDRESS healthy|upgraded: after the bad upgrade, what the load balancer asks for has moved, and
# everything else works.
external_configuration() {
    local host=$1 listen=$2 keys=$state/keys name protocol port service number
    proxy_basis "$host"
    local health=/healthz
    [ "$3" = upgraded ] && health=/health/live
    cat <<END
frontend web
  mode http
  bind $listen:8443 ssl crt $keys/$host.pem ca-file $keys/inner.crt verify required alpn h2,http/1.1
  http-request return status 200 content-type text/plain string "$host" if { path $health }
  http-request return status 404 content-type text/plain string "no such page" if { path /healthz }
  default_backend web
backend web
  mode http
  option httpchk GET /healthz
  default-server check ssl verify required ca-file $keys/inner.crt crt $keys/$host.pem
END
    for number in 1 2; do
        echo "  server int-ingress$number $(address "int-ingress$number" int):9443 verifyhost int-ingress$number.int.test"
    done
    while read -r name protocol port service; do
        [ "$protocol" = tcp ] || continue
        cat <<END
frontend $name
  mode tcp
  bind $listen:$port ssl crt $keys/$host.pem ca-file $keys/inner.crt verify required
  default_backend $name
backend $name
  mode tcp
  default-server check ssl verify required ca-file $keys/inner.crt crt $keys/$host.pem
END
        for number in 1 2; do
            echo "  server int-ingress$number $(address "int-ingress$number" int):$port verifyhost int-ingress$number.int.test"
        done
    done <<<"$services"
}

internal_configuration() {
    local host=$1 keys=$state/keys name protocol port service number listen
    listen=$(address "$host" int)
    proxy_basis "$host"
    cat <<END
frontend web
  mode http
  bind $listen:9443 ssl crt $keys/$host.pem ca-file $keys/inner.crt verify required alpn h2,http/1.1
  http-request return status 200 content-type text/plain string "$host" if { path /healthz } !{ hdr(host) -m sub psp.test }
END
    while read -r name protocol port service; do
        [ "$protocol" = http ] || continue
        if [[ $service == *#* ]]; then
            for number in 1 2; do echo "  use_backend $name$number if { hdr(host),field(1,:) -i ${service/\#/$number} }"; done
        else
            echo "  use_backend $name if { hdr(host),field(1,:) -i $service }"
        fi
    done <<<"$services"
    while read -r name protocol port service; do
        [ -n "$name" ] || continue
        if [ "$protocol" = tcp ]; then
            cat <<END
frontend $name
  mode tcp
  bind $listen:$port ssl crt $keys/$host.pem ca-file $keys/inner.crt verify required
  default_backend $name
END
        fi
        if [[ $service == *#* ]]; then
            for number in 1 2; do instances_behind "$name" "$name$number" "$protocol" "$port" "$number"; done
        else
            instances_behind "$name" "$name" "$protocol" "$port" 1 2
        fi
    done <<<"$services"
}

# instances_behind ROLE BACKEND PROTOCOL PORT NUMBER…: an instance tells on its own address whether it serves, or is about to stop.
instances_behind() {
    local role=$1 backend=$2 protocol=$3 port=$4 number
    shift 4
    cat <<END
backend $backend
  mode $protocol
  option httpchk GET /healthz
END
    for number in "$@"; do
        echo "  server app$number $(address "app$number" app):$port check port $(role_field "$role" 3)"
    done
}
