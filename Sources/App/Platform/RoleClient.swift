internal import CLI
internal import HTTP
internal import HTTPClient
internal import Machine
internal import Synchronization

/// A role's way to others over HTTP, with its certificates, which are read again on SIGHUP.
final class RoleClient: Sendable {
    let http: HTTPClient
    private let loop: EventLoop
    private let files: Files
    private let current: Mutex<FetchPolicy>

    private struct Files: Sendable {
        let certificate: String?
        let key: String?
        let authorities: String?

        func policy() throws(MachineError) -> FetchPolicy {
            var policy = FetchPolicy()
            if let authorities { policy.trust = .only(pem: try Machine.Files.read(authorities, most: 1 << 20)) }
            if let certificate, let key {
                policy.clientIdentity = ClientIdentity(
                    certificatePEM: try Machine.Files.read(certificate, most: 1 << 20),
                    keyPEM: try Machine.Files.read(key, most: 1 << 20))
            }
            return policy
        }
    }

    /// The files of `--PREFIXcertificate`, `--PREFIXkey` and `--PREFIXauthorities`.
    init(_ options: RoleOptions, _ prefix: String) throws(ProgramFailure) {
        let command = options.command
        files = Files(
            certificate: command.value(prefix + "certificate"), key: command.value(prefix + "key"),
            authorities: command.value(prefix + "authorities"))
        guard (files.certificate == nil) == (files.key == nil) else {
            throw RoleOptions.usage(
                "--\(prefix)certificate and --\(prefix)key belong together", "give both or none")
        }
        do {
            current = Mutex(try files.policy())
            loop = try EventLoop(name: "client")
            http = try HTTPClient(loop: loop)
        } catch {
            throw .other(message: "\(error)", hint: nil, code: .unavailable)
        }
    }

    /// Whom to trust and who we are, as the files had it last.
    @Sendable func policy() -> FetchPolicy { current.withLock { $0 } }

    /// What could not be read again; the old certificates stay then.
    @Sendable func reload() -> [String] {
        do throws(MachineError) {
            let policy = try files.policy()
            current.withLock { $0 = policy }
            return []
        } catch {
            return ["\(error)"]
        }
    }

    func close() async {
        await http.close()
        await loop.stop()
    }
}
