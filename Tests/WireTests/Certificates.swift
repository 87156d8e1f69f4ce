import Glibc
import Wire

/// A private authority and certificates of it, made by `openssl` in a folder of the test's own.
final class Certificates: Sendable {
    let folder: String

    init() throws {
        folder = "/tmp/vigie-wire-\(UInt64.random(in: 0 ... .max))"
        guard unsafe mkdir(folder, 0o700) == 0 else { throw RawClient.Failure(description: "mkdir: \(errno)") }
        try authority("ca")
    }

    deinit { _ = unsafe system("rm -rf \(folder)") }

    func shell(_ command: String) throws {
        let status = unsafe system("cd \(folder) && { \(command); } 2>> log")
        guard status == 0 else { throw RawClient.Failure(description: "status \(status): \(command)") }
    }

    func authority(_ name: String) throws {
        try shell(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=authority \(name)' "
                + "-keyout \(name).key -out \(name).pem")
    }

    /// A certificate for a name, by an authority.
    func make(_ file: String, name: String, by authority: String = "ca", days: Int = 2) throws {
        try shell(
            "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=\(name)' -keyout \(file).key "
                + "-out \(file).csr && printf 'subjectAltName=DNS:\(name),IP:127.0.0.1' > \(file).ext && "
                + "openssl x509 -req -in \(file).csr -CA \(authority).pem -CAkey \(authority).key -days \(days) "
                + "-extfile \(file).ext -out \(file).pem")
    }

    func copy(_ from: String, to: String) throws { try shell("cp \(from).pem \(to).pem && cp \(from).key \(to).key") }

    func tls(_ file: String?, trusting authority: String? = "ca", names: [String] = []) -> WireTLS {
        WireTLS(
            certificateChain: file.map { "\(folder)/\($0).pem" }, privateKey: file.map { "\(folder)/\($0).key" },
            authorities: authority.map { "\(folder)/\($0).pem" }, peerNames: names)
    }
}
