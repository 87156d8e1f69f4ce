internal import Glibc

/// A folder of certificates made by `openssl`, removed with the value.
package final class TestCertificates: Sendable {
    package let folder: String

    package init() throws {
        folder = "/tmp/vigie-certificates-\(UInt64.random(in: 0 ... .max))"
        guard unsafe mkdir(folder, 0o700) == 0 else { throw RawClient.Failure(description: "mkdir: \(errno)") }
    }

    deinit { _ = unsafe system("rm -rf \(folder)") }

    package func makeAuthority(_ name: String) throws {
        try shell(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=\(name) "
                + "-keyout \(name).key -out \(name).pem 2>/dev/null")
    }

    /// A certificate for servers and clients with these alternative names; of none, its subject is all it has.
    package func make(_ name: String, signedBy authority: String, names: [String]) throws {
        let extra = names.isEmpty ? "" : "-addext subjectAltName=" + names.map { "DNS:\($0)" }.joined(separator: ",")
        try shell(
            "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=\(name) \(extra) "
                + "-keyout \(name).key -out \(name).csr 2>/dev/null && openssl x509 -req -in \(name).csr -days 2 "
                + "-CA \(authority).pem -CAkey \(authority).key -CAcreateserial -copy_extensions copy "
                + "-out \(name).pem 2>/dev/null")
    }

    /// Runs a command in the folder; returns what it wrote to the file `out` when it does.
    @discardableResult
    package func shell(_ command: String) throws -> String {
        let status = unsafe system("cd \(folder) && { \(command); }")
        guard status == 0 else { throw RawClient.Failure(description: "status \(status): \(command)") }
        guard let file = unsafe fopen(folder + "/out", "r") else { return "" }
        defer { unsafe fclose(file) }
        var text = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe fread(&text, 1, text.count, file)
        return String(decoding: text.prefix(count), as: UTF8.self)
    }
}
