# Somebody changes the record by which terminals find the CB2A host, by hand, to an address where nobody is. It bites when what
# resolvers and terminals remember has run out.
# shellcheck shell=bash

describe="the name of the CB2A host points to an address where nobody is"

cause() {
    local network
    network=$(address balancer ext)
    name_points cb2a.psp.test "${network%.*}.99"
}
heal() { name_points cb2a.psp.test "$(address balancer ext)"; }
