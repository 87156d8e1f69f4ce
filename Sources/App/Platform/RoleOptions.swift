internal import CLI
internal import HTTPServer
internal import Ledger
internal import Machine
internal import Network
internal import Settings
internal import StorePostgres
internal import StoreSQLite
internal import Wire

/// The options of a role, read and checked. What is wrong names the option and what would be right.
struct RoleOptions {
    let command: PlatformCommand

    /// What this instance is called in figures and logs.
    var name: String { command.value("name") ?? command.role }

    func addresses(_ option: String) throws(ProgramFailure) -> [SocketAddress] {
        var addresses: [SocketAddress] = []
        for text in command.values(option) {
            guard let address = SocketAddress(text) else {
                throw Self.usage(
                    "--\(option): expected ADDRESS:PORT, found \(text)", "write 127.0.0.1:9100 or [::1]:9100")
            }
            addresses.append(address)
        }
        return addresses
    }

    func address(_ option: String) throws(ProgramFailure) -> SocketAddress? {
        let addresses = try addresses(option)
        guard addresses.count <= 1 else { throw Self.usage("--\(option) is given more than once", "keep one of them") }
        return addresses.first
    }

    /// Seconds, whole or with a point.
    func duration(_ option: String, default seconds: Double) throws(ProgramFailure) -> Duration {
        guard let text = command.value(option) else { return .milliseconds(Int64(seconds * 1_000)) }
        guard let value = Double(text), value.isFinite, (0.001...3_600).contains(value) else {
            throw Self.usage("--\(option): expected seconds, found \(text)", "from 0.001 to 3600")
        }
        return .milliseconds(Int64(value * 1_000))
    }

    func number(_ option: String, in range: ClosedRange<Int64>) throws(ProgramFailure) -> Int64? {
        guard let text = command.value(option) else { return nil }
        guard let value = Int64(text), range.contains(value) else {
            throw Self.usage(
                "--\(option): expected a number, found \(text)", "from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// The files of `--certificate`, `--key`, `--authorities` and `--peer`, each behind `prefix`; nil when none is given.
    func tls(_ prefix: String = "") throws(ProgramFailure) -> WireTLS? {
        let (chain, key) = (command.value(prefix + "certificate"), command.value(prefix + "key"))
        let authorities = command.value(prefix + "authorities")
        let peers = command.values(prefix + "peer")
        guard (chain == nil) == (key == nil) else {
            throw Self.usage("--\(prefix)certificate and --\(prefix)key belong together", "give both or none")
        }
        if chain == nil, authorities == nil {
            guard peers.isEmpty else {
                throw Self.usage("--\(prefix)peer means nothing without TLS", "give --\(prefix)authorities, too")
            }
            return nil
        }
        return WireTLS(certificateChain: chain, privateKey: key, authorities: authorities, peerNames: peers)
    }

    /// Opens ledger and records.
    func openStore() async throws(ProgramFailure) -> any RecordStore {
        let text = command.value("database") ?? "sqlite:var/\(command.role).sqlite"
        let address: DatabaseAddress
        do throws(DatabaseAddress.Refusal) {
            address = try DatabaseAddress(text)
        } catch {
            throw Self.usage("--database: \(error.message)", error.hint)
        }
        var password: Secret?
        if let reference = command.value("database-password") {
            do throws(SettingsFailure) {
                password = try SettingsFile.surroundings.secret(reference, option: "--database-password")
            } catch {
                throw .settings(error)
            }
        }
        switch address {
        case .sqlite(let path):
            try makeFolder(of: path)
            do throws(LedgerError) {
                return try await SQLiteLedger.open(path: path)
            } catch {
                throw .ledger(error)
            }
        case .postgres(let url):
            let whole: String
            do { whole = try Installation.url(url, password: password) } catch { throw .journal(error) }
            do throws(LedgerError) {
                return try await PostgresLedger.open(url: whole, random: Entropy.number)
            } catch {
                throw .ledger(error)
            }
        }
    }

    private func makeFolder(of path: String) throws(ProgramFailure) {
        do { try Installation.makeFolder(of: path) } catch { throw .journal(error) }
    }

    static func usage(_ message: String, _ hint: String?) -> ProgramFailure {
        .other(message: message, hint: hint, code: .usage)
    }
}

extension ProgramFailure {
    static func ledger(_ error: LedgerError) -> ProgramFailure {
        let code: ExitCode =
            switch error.code {
            case .refused: .cannotCreate
            case .operationConflict: .temporary
            case .unavailable: .unavailable
            case .full: .inputOutput
            case .corrupt: .data
            case .schema: .configuration
            case .closed, .failed: .fault
            }
        return .other(message: error.message, hint: nil, code: code)
    }
}
