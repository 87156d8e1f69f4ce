# A new certificate is rolled out on the nexo authorisation servers; an authority signed it that the hosts in front don't trust. On
# one instance nobody outside notices; on all of them no terminal that speaks nexo is authorised any more.
# shellcheck shell=bash

describe="nexo authorisation servers get a certificate of the wrong authority; with 'one', only the first"

cause() {
    local number
    for number in $(instances "${1:-all}"); do
        (cd "$state/keys" && certificate stranger "nexo-authorisation$number" "app$number.int.test,app.int.test")
        renewed "$number"
    done
}

heal() {
    local number
    for number in 1 2; do
        (cd "$state/keys" && certificate inner "nexo-authorisation$number" "app$number.int.test,app.int.test")
        renewed "$number"
    done
}

instances() {
    case $1 in
        one) echo 1 ;;
        all) echo 1 2 ;;
        *) fail "wrong-certificate is caused on 'one' or on 'all', not on '$1'" ;;
    esac
}

# A rollout starts the instance again: what is connected now would hide the fault for hours.
renewed() {
    halt "nexo-authorisation$1"
    start_role nexo-authorisation "$1"
    ready nexo-authorisation "$1"
}
