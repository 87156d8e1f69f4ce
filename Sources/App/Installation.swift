internal import Access
internal import Alerting
internal import Announcing
internal import Bytes
internal import CLI
internal import Desk
internal import Hearing
internal import Incidents
internal import Journal
internal import Lookout
internal import Machine
internal import Settings
internal import StorePostgres
internal import StoreSQLite
internal import Subscribing
internal import Vantages
internal import Vocabulary

/// Opens the journal that the settings name, for serving or beside a server.
enum Installation {
    enum Purpose {
        /// To append: the schema and the read models are brought to this program's state first.
        case serve
        /// To look, copy or rebuild, while another process may be serving.
        case beside
    }

    /// Every projection of the program. A new one is added here and is made from the journal at the next start.
    static let projections: [any Projection] = [
        IncidentProjection(), OutboxProjection(eventOf: AlertingEvent.of), DeskProjection(), AccessProjection(),
        SubscriptionProjection(), WatchProjection(), NoiseProjection(), HearingProjection(), AnnouncingProjection(),
        AgentProjection(),
    ]

    static func open(
        _ address: DatabaseAddress, password: Secret?, for purpose: Purpose
    ) async throws(JournalError) -> any JournalTransfer {
        switch address {
        case .sqlite(let path):
            if purpose == .serve {
                try makeFolder(of: path)
                try await migrateIfNeeded(path)
            }
            var options = SQLiteOptions()
            options.access = purpose == .serve ? .serve : .beside
            return try await SQLiteStore.open(path: path, projections: projections, options: options)
        case .postgres(let url):
            return try await PostgresStore.open(
                url: Self.url(url, password: password), projections: projections,
                opening: purpose == .serve ? .prepare : .asItIs, random: Entropy.number)
        }
    }

    /// Who looks at a file that is not there has the wrong path, and no file is made of it.
    static func requireFile(of address: DatabaseAddress) throws(ProgramFailure) {
        guard case .sqlite(let path) = address, !Files.exists(path) else { return }
        throw .other(message: "\(path) is not there", hint: "is --data or --database right?", code: .noInput)
    }

    /// The URL with the password that the settings keep apart from it.
    static func url(_ url: String, password: Secret?) throws(JournalError) -> String {
        guard let password else { return url }
        guard let start = url.firstRange(of: "://")?.upperBound,
            let at = url[start...].prefix(while: { $0 != "/" && $0 != "?" }).lastIndex(of: "@")
        else {
            throw JournalError(.refused, "database.password needs a user in database.url: postgres://USER@HOST/NAME")
        }
        return url[..<at] + ":" + PercentEncoding.encode(password.reveal()) + url[at...]
    }

    static func makeFolder(of path: String) throws(JournalError) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        do throws(MachineError) {
            try Files.makeFolder(String(path[..<slash]))
        } catch {
            throw JournalError(.unavailable, "\(error.message); check --data, and who owns the folder above it")
        }
    }

    /// An upgraded program brings its own file up to date; forward only, each step in a transaction.
    private static func migrateIfNeeded(_ path: String) async throws(JournalError) {
        guard Files.exists(path), try await !SQLiteStore.migrationStatus(path: path).isCurrent else { return }
        _ = try await SQLiteStore.migrate(path: path)
    }
}

extension JournalTransfer {
    /// Runs work on this store and closes it, however the work ends.
    func closing<Value: Sendable>(
        _ work: (any JournalTransfer) async throws(JournalError) -> Value
    ) async throws(JournalError) -> Value {
        let result: Result<Value, JournalError>
        do throws(JournalError) {
            result = .success(try await work(self))
        } catch {
            result = .failure(error)
        }
        await close()
        return try result.get()
    }
}

/// Percent-encoding for the user part of a URL: everything but letters and digits.
enum PercentEncoding {
    static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + Hexadecimal.encode([byte]).uppercased()
            }
        }
        return result
    }
}

/// Which outage an incident is taken for when people are told of it: pages that name the same ticket tell the same one.
enum AlertingEvent {
    static func of(_ incident: Incident) -> String? {
        // Short tickets are common to strangers.
        guard let ticket = incident.reference?.rawValue, ticket.count(where: \.isNumber) >= 4 else { return nil }
        return "ticket:" + ticket.uppercased()
    }
}
