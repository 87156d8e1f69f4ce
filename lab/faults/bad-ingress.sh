# An upgrade of the external ingresses moves the address that the load balancer asks for its checks. Each ingress serves as
# before when it is asked directly, and the load balancer sees all of them down: every channel is gone.
# shellcheck shell=bash

describe="external ingresses are upgraded; the load balancer sees all down while they answer directly"

cause() { ingresses upgraded; }
heal() { ingresses healthy; }

ingresses() {
    local number
    for number in 1 2; do
        external_configuration "ext-ingress$number" "$(address "ext-ingress$number" dmz)" "$1" \
            >"$state/proxies/ext-ingress$number.cfg"
        reload "ext-ingress$number"
    done
}
