# The lab's certificate authorities and what they signed. Sourced, never run.
# shellcheck shell=bash

# One authority signs what speaks to each other inside, one what the internet sees; the third is the one that nobody trusts.
build_keys() {
    mkdir -p "$state/keys"
    (
        cd "$state/keys"
        umask 077
        authority inner "Lab, inner authority"
        authority outer "Lab, public authority"
        authority stranger "An authority that nobody here trusts"
        # On loopback nobody finds the names, so the address is in it, too.
        certificate outer public "pay.psp.test,3ds1.psp.test,3ds2.psp.test,apm.psp.test,cb2a.psp.test,nexo.psp.test,acs.issuer.test,$(address balancer ext)"
        certificate inner balancer balancer.int.test
        local host
        for host in ext-ingress1 ext-ingress2 int-ingress1 int-ingress2 app1 app2 provider1 provider2 issuer; do
            certificate inner "$host" "$host.int.test,${host%[12]}.int.test"
        done
    )
}

authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.crt" -days 3650 \
        -subj "/O=Vigie lab/CN=$2" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}

# certificate AUTHORITY NAME HOST,HOST…: NAME.crt, NAME.key, and both in NAME.pem. A host is a name or an address.
certificate() {
    local authority=$1 name=$2 hosts=$3 names
    names=$(sed -E 's/(^|,)/\1DNS:/g; s/DNS:([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+)/IP:\1/g' <<<"$hosts")
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$name.key" -out "$name.csr" \
        -subj "/O=Vigie lab/CN=${hosts%%,*}" 2>/dev/null
    openssl x509 -req -in "$name.csr" -CA "$authority.crt" -CAkey "$authority.key" -set_serial "0x$(openssl rand -hex 8)" \
        -sha256 -days 90 -out "$name.crt" -extfile <(
            printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n'
            printf 'extendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=%s\n' "$names"
            printf 'authorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n'
        ) 2>/dev/null
    cat "$name.crt" "$name.key" >"$name.pem"
    rm "$name.csr"
}
