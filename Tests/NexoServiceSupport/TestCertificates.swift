import Foundation
import TestProcesses

/// Certificates for mutual TLS between host and authorisation server, made anew.
///
/// Two authorities, `ca` and `other`, of which one is to be trusted (`ca.pem`), and a certificate of each for each side:
/// `server-ca.pem` with `server-ca.key` for `server.test`, `host-other.pem` for `host.test`…
package enum TestCertificates {
    package struct Failure: Error {}

    package static func make(in folder: String) throws {
        let script = """
            set -e
            for ca in ca other; do
              openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$ca" \
                -keyout $ca.key -out $ca.pem
              for name in server host; do
                openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name.test" \
                  -keyout $name-$ca.key -out $name.csr
                printf "subjectAltName=DNS:$name.test" > $name.ext
                openssl x509 -req -in $name.csr -CA $ca.pem -CAkey $ca.key -days 2 -extfile $name.ext \
                  -out $name-$ca.pem
              done
            done
            """
        let process = TestProcess()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
    }
}
