import Foundation
import Glibc
import Observing

/// Authorities and certificates made by `openssl` in a folder of the test's own.
final class ProbeCertificates {
    let folder: String

    init() throws {
        folder = "/tmp/vigie-probe-certificates-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try shell(
            """
            mkdir new; : > index; echo 01 > serial
            printf '[ca]\ndefault_ca=one\n[one]\ndatabase=index\nserial=serial\nnew_certs_dir=new\ndefault_md=sha256\n\
            policy=any\nunique_subject=no\n[any]\ncommonName=supplied\n' > ca.conf
            """)
        try make("root", by: nil, isAuthority: true)
        try make("middle", by: "root", isAuthority: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func shell(_ command: String) throws {
        let status = unsafe system("cd \(folder) && { \(command)\n } >> log 2>&1")
        guard status == 0 else {
            let log = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
            throw RealServer.Failure(description: "status \(status): \(command)\n\(log.suffix(600))")
        }
    }

    /// A certificate that holds from and to so many days from now; signed by itself when `by` is nil.
    func make(
        _ file: String, name: String? = nil, by authority: String?, isAuthority: Bool = false, from: Int = -10,
        to: Int = 100, key: String = "ec -pkeyopt ec_paramgen_curve:P-256"
    ) throws {
        let common = name ?? file
        let use =
            isAuthority
            ? "basicConstraints=critical,CA:TRUE" : "subjectAltName=DNS:\(common),IP:127.0.0.1"
        let signer = authority.map { "-cert \($0).pem -keyfile \($0).key" } ?? "-selfsign -keyfile \(file).key"
        try shell(
            """
            set -e; printf '\(use)\n' > \(file).ext
            openssl req -newkey \(key) -nodes -subj '/CN=\(common)' -keyout \(file).key \
            -out \(file).csr
            openssl ca -batch -notext -config ca.conf \(signer) -in \(file).csr -out \(file).pem -extfile \(file).ext \
            -startdate $(date -u -d '\(from) days' +%Y%m%d%H%M%SZ) -enddate $(date -u -d '\(to) days' +%Y%m%d%H%M%SZ)
            """)
    }

    func path(_ file: String) -> String { "\(folder)/\(file)" }

    func pem(_ file: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path(file)))) }

    func identity(_ file: String) throws -> TLSTerms.Identity {
        TLSTerms.Identity(certificatePEM: try pem("\(file).pem"), keyPEM: try pem("\(file).key"))
    }

    func terms(
        _ name: String = "shop.example", trusting root: String = "root", as identity: String? = nil
    ) throws -> TLSTerms {
        TLSTerms(
            name: name, trust: .only(pem: try pem("\(root).pem")), identity: try identity.map { try self.identity($0) })
    }
}
